import type DodoPayments from "dodopayments";
import type { Account, ShopEvent } from "./accounts";

/** The body of an event. `data` is the newest state of its object, as Dodo documents, unless it was frozen. */
export function eventBody(account: Account, event: ShopEvent): string {
  return JSON.stringify({
    business_id: account.business_id,
    type: event.type,
    timestamp: event.timestamp,
    data: event.frozen ?? eventData(account, event.object),
  });
}

export function eventData(account: Account, { kind, id }: ShopEvent["object"]): object | null {
  if (kind === "payment") return labelled("Payment", account.payments.get(id));
  if (kind === "subscription") return labelled("Subscription", account.subscriptions.get(id));
  if (kind === "refund") return labelled("Refund", account.refunds.get(id));
  const dispute = account.disputes.get(id);
  return labelled("Dispute", dispute && shortDispute(dispute));
}

/** A frozen event needs a copy, because the object itself keeps changing. */
function labelled(payload_type: string, object: object | undefined): object | null {
  return object ? structuredClone({ payload_type, ...object }) : null;
}

/** The typed dispute events carry fewer fields than `GET /disputes/{id}`: no customer, no brand. */
export function shortDispute(dispute: DodoPayments.GetDispute): DodoPayments.Dispute {
  const { brand_id, customer, payment_provider, reason, ...rest } = dispute;
  return rest;
}
