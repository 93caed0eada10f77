import { z } from "zod";
import type { Account, ShopSubscription } from "../accounts";
import { changePlan, dropScheduledChange } from "../change-plan";
import type { Shop } from "../open-shop";
import { found, ShopRefusal } from "../shop";
import { activate, cancel, cancelAtPeriodEnd, keep, pause, unpause } from "../subscription-life";
import { publishUpdate } from "../subscription-step";
import { createdWithin, type DodoContext, dodoApi, done, fits, metadataInput, page, readBody } from "./api";

const patchInput = z.object({
  status: z
    .enum(["pending", "active", "on_hold", "paused", "cancelled", "failed", "expired", "past_due"])
    .nullish(),
  cancel_at_next_billing_date: z.boolean().nullish(),
  cancellation_comment: z.string().nullish(),
  cancellation_feedback: z
    .enum([
      "too_expensive",
      "missing_features",
      "switched_service",
      "unused",
      "customer_service",
      "low_quality",
      "too_complex",
      "other",
    ])
    .nullish(),
  cancel_reason: z.string().nullish(),
  next_billing_date: z.iso.datetime({ offset: true }).nullish(),
  metadata: metadataInput.nullish(),
  pause: z.boolean().nullish(),
});
const planInput = z.object({
  product_id: z.string(),
  quantity: z.number().int().min(1),
  proration_billing_mode: z.enum([
    "prorated_immediately",
    "full_immediately",
    "difference_immediately",
    "do_not_bill",
  ]),
  effective_at: z.enum(["immediately", "next_billing_date"]).optional(),
  cancel_scheduled_change_plan: z.boolean().optional(),
});

export function subscriptionRoutes(shop: Shop) {
  const subscriptions = dodoApi(shop);
  const one = (c: DodoContext) => found(c.get("account").subscriptions, c.req.param("subscription_id") ?? "");
  subscriptions.get("/", (c) => {
    const { subscriptions: all, products } = c.get("account");
    const listed = [...all.values()].filter((subscription) => matches(c, subscription));
    return page(
      c,
      listed.map(({ product_id, ...rest }) => ({
        ...asPublished({ product_id, ...rest }),
        product_name: products.get(product_id)?.name ?? null,
      })),
    );
  });
  subscriptions.get("/:subscription_id", (c) => c.json(asPublished(one(c))));
  subscriptions.patch("/:subscription_id", async (c) => {
    update(shop, c.get("account"), one(c), await readBody(c, patchInput));
    return c.json(asPublished(one(c)));
  });
  subscriptions.post("/:subscription_id/change-plan", async (c) => {
    const given = await readBody(c, planInput);
    const events = changePlan(shop, c.get("account"), one(c), {
      product_id: given.product_id,
      quantity: given.quantity,
      proration: given.proration_billing_mode,
      effective: given.effective_at,
      replaceScheduled: given.cancel_scheduled_change_plan,
    });
    const first = events[0] && c.get("account").events.get(events[0]);
    const paymentId = first && first.object.kind === "payment" ? first.object.id : null;
    return c.json({ payment_id: paymentId, payment_link: null, client_secret: null, expires_on: null });
  });
  subscriptions.delete("/:subscription_id/change-plan/scheduled", (c) => {
    dropScheduledChange(shop, c.get("account"), one(c));
    return done(c);
  });
  return subscriptions;
}

/** Dodo refuses `status: paused` or `active` together with other fields, and always the old boolean `pause`. */
function update(
  shop: Shop,
  account: Account,
  subscription: ShopSubscription,
  given: z.infer<typeof patchInput>,
): void {
  const named = Object.entries(given).filter(([, value]) => value !== null && value !== undefined);
  const { status } = given;
  if (given.pause !== null && given.pause !== undefined)
    refuse("pause is not supported; set status to paused.");
  if ((status === "paused" || status === "active") && named.length > 1) {
    refuse(`status ${status} must be sent alone.`);
  }
  if (given.cancellation_comment) subscription.cancellation_comment = given.cancellation_comment;
  if (given.cancellation_feedback) subscription.cancellation_feedback = given.cancellation_feedback;
  if (given.metadata) subscription.metadata = given.metadata;
  if (given.next_billing_date) subscription.next_billing_date = given.next_billing_date;
  if (status === "cancelled") cancel(shop, account, subscription);
  else if (status === "paused") pause(shop, account, subscription);
  else if (status === "active") {
    const resume = subscription.status === "paused" ? unpause : activate;
    resume(shop, account, subscription);
  } else if (status) refuse(`status cannot be set to ${status}.`);
  else if (given.cancel_at_next_billing_date === true) cancelAtPeriodEnd(shop, account, subscription);
  else if (given.cancel_at_next_billing_date === false) keep(shop, account, subscription);
  else if (given.metadata || given.next_billing_date)
    publishUpdate(shop, account, subscription, "subscription.updated");
}

function matches(c: DodoContext, subscription: ShopSubscription): boolean {
  const { status, product_id, brand_id, cancel_at_next_billing_date, customer, created_at } = subscription;
  const { customer_id } = customer;
  return (
    fits(c, { status, product_id, brand_id, customer_id, cancel_at_next_billing_date }) &&
    createdWithin(c, created_at)
  );
}

/** `past_due_ends_at` appears in events only. */
function asPublished({ past_due_ends_at, ...subscription }: ShopSubscription) {
  return subscription;
}

function refuse(message: string): never {
  throw new ShopRefusal(422, "INVALID_REQUEST_BODY", message);
}
