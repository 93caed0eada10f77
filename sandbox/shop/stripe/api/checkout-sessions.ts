import { z } from "zod";
import { expireSession } from "../life/complete-session";
import type { Merchant } from "../merchant";
import type { Session } from "../objects";
import { present } from "../present";
import { newSession } from "../records/checkout-session";
import type { Wanted } from "../records/line-item";
import type { StripeShop } from "../stripe";
import { answer, missing, requireRight, type stripeApi } from "./api";
import type { StripeContext } from "./call";
import { type CheckoutInput, checkoutInput, refuseContradictions } from "./checkout-input";
import { expandPaths } from "./expand";
import { decodeForm, expand, fitting } from "./form";
import { refuse } from "./refuse";

export function addCheckoutRoutes(api: ReturnType<typeof stripeApi>, shop: StripeShop): void {
  api.post("/checkout/sessions", (c) => {
    requireRight(c, "rak_checkout_session_write");
    const merchant = c.get("merchant");
    const given = fitting(decodeForm(c.get("body")), checkoutInput);
    refuseContradictions(given, merchant.now());
    const wanted = given.line_items.map((line, place) => sellable(c, shop, line, place));
    refuseMixture(given.mode, wanted);
    if (given.customer) refuseUnknownCustomer(c, shop, given.customer);
    const session = newSession(merchant, wanted, sessionOf(given));
    merchant.changed();
    return show(c, merchant, session, given.expand);
  });
  api.post("/checkout/sessions/:id/expire", (c) => {
    requireRight(c, "rak_checkout_session_write");
    const merchant = c.get("merchant");
    const { expand: paths } = fitting(decodeForm(c.get("body")), z.strictObject({ expand }));
    const id = c.req.param("id");
    const session = merchant.account.sessions.get(id);
    if (!session) throw missing(c, shop, { collection: "sessions", name: "checkout.session", id });
    if (session.status !== "open") {
      refuse(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
      );
    }
    expireSession(merchant, session);
    return show(c, merchant, session, paths);
  });
}

function show(
  c: StripeContext,
  { account }: Merchant,
  session: Session,
  paths: string[] | undefined,
): Response {
  return answer(c, expandPaths(account, present(account, session), paths));
}

function sellable(
  c: StripeContext,
  shop: StripeShop,
  line: CheckoutInput["line_items"][number],
  place: number,
): Wanted {
  const param = `line_items[${place}][price]`;
  const price = c.get("merchant").account.prices.get(line.price);
  if (!price) {
    throw missing(c, shop, { collection: "prices", name: "price", id: line.price, param, status: 400 });
  }
  if (!price.active)
    refuse("The price specified is inactive. This field only accepts active prices.", { param });
  return { price, quantity: line.quantity };
}

function refuseMixture(mode: string, wanted: Wanted[]): void {
  const isRecurring = wanted.some(({ price }) => price.recurring);
  if (mode === "payment" && isRecurring) {
    refuse(
      "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.",
      { param: "mode" },
    );
  }
  if (mode === "subscription" && !isRecurring) {
    refuse("You must provide at least one recurring price in `subscription` mode when using prices.", {
      param: "line_items",
    });
  }
  if (new Set(wanted.map(({ price }) => price.currency)).size > 1)
    refuse("All prices must have the same currency.", { param: "line_items" });
}

function refuseUnknownCustomer(c: StripeContext, shop: StripeShop, id: string): void {
  const customer = c.get("merchant").account.customers.get(id);
  if (customer && !customer.deleted) return;
  throw missing(c, shop, { collection: "customers", name: "customer", id, param: "customer", status: 400 });
}

function sessionOf(given: CheckoutInput) {
  const { subscription_data: subscription, payment_intent_data: payment } = given;
  return {
    allow_promotion_codes: given.allow_promotion_codes ?? null,
    cancel_url: given.cancel_url ?? null,
    client_reference_id: given.client_reference_id ?? null,
    customer: given.customer ?? null,
    customer_email: given.customer_email ?? null,
    locale: given.locale ?? null,
    metadata: given.metadata ?? {},
    success_url: given.success_url,
    ...(given.customer_creation ? { customer_creation: given.customer_creation } : {}),
    ...(given.expires_at ? { expires_at: given.expires_at } : {}),
    asked: {
      subscription_metadata: subscription?.metadata ?? {},
      payment_metadata: payment?.metadata ?? {},
      trial_days: subscription?.trial_period_days ?? null,
      missing_payment_method: subscription?.trial_settings?.end_behavior.missing_payment_method ?? null,
    },
  };
}
