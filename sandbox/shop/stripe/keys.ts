import { randomBytes } from "node:crypto";

/** What a restricted key may do, by Stripe's own names. Write includes read. */
export const rights = [
  "rak_product_read",
  "rak_plan_read",
  "rak_customer_read",
  "rak_subscription_read",
  "rak_invoice_read",
  "rak_payment_intent_read",
  "rak_charge_read",
  "rak_dispute_read",
  "rak_event_read",
  "rak_payment_link_read",
  "rak_checkout_session_read",
  "rak_checkout_session_write",
  "rak_webhook_read",
  "rak_webhook_write",
  "rak_customer_portal_write",
  "rak_accounts_kyc_basic_read",
] as const;

export type Right = (typeof rights)[number];

/** What a merchant ticks for a product like ours. */
export const neededRights = [
  "rak_product_read",
  "rak_plan_read",
  "rak_customer_read",
  "rak_subscription_read",
  "rak_invoice_read",
  "rak_payment_intent_read",
  "rak_charge_read",
  "rak_dispute_read",
  "rak_event_read",
  "rak_checkout_session_write",
  "rak_webhook_write",
] as const satisfies Right[];

export type Key = {
  secret: string;
  /** A secret key may do everything: it has no list. */
  rights: Right[] | null;
  state: "usable" | "expired" | "revoked";
};

export function newKey(livemode: boolean, granted: Right[] | null, secret?: string): Key {
  const prefix = `${granted ? "rk" : "sk"}_${livemode ? "live" : "test"}`;
  const made = secret ?? `${prefix}_51${randomBytes(18).toString("hex")}`;
  return { secret: made, rights: granted, state: "usable" };
}

export function mayUse({ rights: granted }: Key, right: Right): boolean {
  if (!granted || granted.includes(right)) return true;
  return granted.some((one) => one === right.replace(/_read$/, "_write"));
}

/** As Stripe prints a key in its errors. */
export function masked(secret: string): string {
  const [, prefix = "", rest = ""] = /^([a-z]+_[a-z]+_)?(.*)$/.exec(secret) ?? [];
  return `${prefix}${"*".repeat(Math.max(0, rest.length - 4))}${rest.slice(-4)}`;
}
