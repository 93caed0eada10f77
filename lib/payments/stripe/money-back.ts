import { z } from "zod";
import type { DisputeSeen, RefundSeen } from "@/db/schema";
import type { ReadEvent } from "@/lib/payments/provider";
import { isoTime } from "./client";
import { findSale } from "./sales";
import { idOf } from "./subscription";

type Event = {
  type: string;
  created: number;
  data: { object?: unknown; previous_attributes?: Record<string, unknown> | null | undefined };
};

const charge = z.object({
  id: z.string(),
  payment_intent: idOf.nullish(),
  amount_refunded: z.number(),
  refunded: z.boolean(),
});
const refund = z.object({
  id: z.string(),
  payment_intent: idOf.nullish(),
  charge: idOf.nullish(),
  amount: z.number(),
  status: z.string().nullish(),
});
const dispute = z.object({
  id: z.string(),
  payment_intent: idOf.nullish(),
  charge: idOf.nullish(),
  status: z.string(),
  amount: z.number().nullish(),
  currency: z.string().nullish(),
});

/** Refunds and disputes name only a payment. If we don't know the payment, its sale is looked up. */
export function readMoneyBack({ type, created, data }: Event): ReadEvent {
  const asOf = isoTime(created);
  if (type === "charge.refunded") return joined(readCharge(charge.parse(data.object), asOf), created);
  if (type.startsWith("charge.dispute.")) {
    const seen = dispute.parse(data.object);
    if (seen.status.startsWith("appeal_"))
      return { ignored: "an appeal of a lost dispute, which changes nothing until it is won" };
    // Told again, a loss would count as a new one and end what was activated since.
    if (type === "charge.dispute.updated" && seen.status === "lost" && !data.previous_attributes?.status)
      return { ignored: "news of a dispute whose outcome stays the same" };
    return joined(readDispute(seen, asOf), created);
  }
  return joined(readRefund(refund.parse(data.object), asOf), created);
}

function joined(fact: RefundSeen | DisputeSeen | null, created: number): ReadEvent {
  if (!fact) return { ignored: "it names no payment" };
  const { paymentId } = fact;
  // A charge without a payment intent (very old integrations) wasn't sold by a checkout or an invoice.
  if (!paymentId.startsWith("pi_")) return { facts: [fact] };
  return {
    facts: [fact],
    lookUp: { unlessKnown: { paymentId }, ask: (access) => findSale(access, paymentId, created) },
  };
}

/** A charge contains the sum of its refunds so far, and whether it is fully refunded. */
function readCharge(seen: z.output<typeof charge>, asOf: string): RefundSeen {
  return {
    kind: "refund",
    refundId: `refunds of ${seen.id}`,
    paymentId: seen.payment_intent ?? seen.id,
    amount: seen.amount_refunded,
    partial: !seen.refunded,
    counts: "total",
    status: "succeeded",
    asOf,
  };
}

function readRefund(seen: z.output<typeof refund>, asOf: string): RefundSeen | null {
  const paymentId = seen.payment_intent ?? seen.charge;
  if (!paymentId) return null;
  return {
    kind: "refund",
    refundId: seen.id,
    paymentId,
    amount: seen.amount,
    partial: null,
    counts: "one",
    status:
      seen.status === "failed" || seen.status === "canceled"
        ? "failed"
        : seen.status === "succeeded"
          ? "succeeded"
          : "waiting",
    asOf,
  };
}

const outcomes: Record<string, DisputeSeen["outcome"]> = {
  lost: "lost",
  won: "won",
  warning_closed: "won",
  prevented: "won",
};

function readDispute(seen: z.output<typeof dispute>, asOf: string): DisputeSeen | null {
  const paymentId = seen.payment_intent ?? seen.charge;
  if (!paymentId) return null;
  return {
    kind: "dispute",
    disputeId: seen.id,
    paymentId,
    outcome: outcomes[seen.status] ?? "open",
    details: {
      amount: seen.amount == null ? null : String(seen.amount),
      currency: seen.currency?.toUpperCase() ?? null,
      // A warning is an inquiry before the bank takes the money.
      stage: seen.status.startsWith("warning_") ? "pre_dispute" : "dispute",
    },
    asOf,
  };
}
