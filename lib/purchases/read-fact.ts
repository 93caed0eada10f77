import type { Line, PaymentSeen, PurchaseEvent, RefundSeen, SubscriptionSeen } from "@/db/schema";

/** Facts that were kept before purchases had lines named their products by id alone. */
type OldFact = { productIds?: string[]; productId?: string; subscriptionId?: string | null };

/** A stored fact in today's shape, whatever release stored it. */
export function readFact(body: unknown): PurchaseEvent {
  const fact = body as PurchaseEvent & OldFact;
  switch (fact.kind) {
    case "payment":
      return readPayment(fact);
    case "subscription":
      return readSubscription(fact);
    case "refund":
      return readRefund(fact);
    default:
      return fact;
  }
}

function readPayment(fact: Partial<PaymentSeen> & OldFact & { kind: "payment" }): PaymentSeen {
  if (fact.lines) return fact as PaymentSeen;
  const { productIds = [], subscriptionId, ...rest } = fact;
  return {
    ...(rest as PaymentSeen),
    lines: subscriptionId ? [] : productIds.map(oneOf),
    subscriptionIds: subscriptionId ? [subscriptionId] : [],
  };
}

function readSubscription(
  fact: Partial<SubscriptionSeen> & OldFact & { kind: "subscription" },
): SubscriptionSeen {
  if (fact.lines) return fact as SubscriptionSeen;
  const { productId = "", ...rest } = fact;
  const unknown = { periodStartedAt: null, collectionPaused: null, sentByInvoice: false };
  return { ...unknown, ...(rest as SubscriptionSeen), lines: [oneOf(productId)] };
}

function readRefund(fact: Partial<RefundSeen> & { kind: "refund" }): RefundSeen {
  const counts = fact.refundId?.startsWith("refunds of ") ? "total" : "one";
  return { counts, status: "succeeded", ...fact } as RefundSeen;
}

const oneOf = (productId: string): Line => ({ productId, priceId: null, quantity: 1 });
