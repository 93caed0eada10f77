import type Stripe from "stripe";
import { z } from "zod";
import { present } from "../present";
import { newPortalSession } from "../records/portal-session";
import type { StripeShop } from "../stripe";
import { answer, missing, requireRight, type stripeApi } from "./api";
import { anything, decodeForm, expand, fitting } from "./form";
import { refuse } from "./refuse";

const ofSubscription = z.looseObject({ subscription: z.string() }).optional();
const portalInput = z.strictObject({
  customer: z.string(),
  return_url: z.url().optional(),
  configuration: z.string().optional(),
  locale: z.string().optional(),
  flow_data: z
    .strictObject({
      type: z.enum([
        "customer_update",
        "payment_method_update",
        "subscription_cancel",
        "subscription_pause",
        "subscription_update",
        "subscription_update_confirm",
      ]),
      after_completion: anything.optional(),
      subscription_cancel: ofSubscription,
      subscription_pause: ofSubscription,
      subscription_update: ofSubscription,
      subscription_update_confirm: ofSubscription,
    })
    .optional(),
  expand,
});

export function addPortalRoutes(api: ReturnType<typeof stripeApi>, shop: StripeShop): void {
  api.post("/billing_portal/sessions", (c) => {
    requireRight(c, "rak_customer_portal_write");
    const merchant = c.get("merchant");
    const given = fitting(decodeForm(c.get("body")), portalInput);
    const customer = merchant.account.customers.get(given.customer);
    if (!customer || customer.deleted) {
      const what = { collection: "customers", name: "customer", id: given.customer } as const;
      throw missing(c, shop, { ...what, param: "customer", status: 400 });
    }
    if (!merchant.account.portal) {
      const { livemode } = merchant.account;
      refuse(
        `No configuration provided and your ${livemode ? "live" : "test"} mode default configuration has not been created. Provide a configuration or create your default by saving your customer portal settings.`,
      );
    }
    const session = newPortalSession(merchant, {
      customer: given.customer,
      return_url: given.return_url ?? null,
      flow: given.flow_data ? flowOf(given.flow_data) : null,
    });
    merchant.changed();
    return answer(c, present(merchant.account, session));
  });
}

function flowOf({ type, ...given }: NonNullable<z.infer<typeof portalInput>["flow_data"]>) {
  const about = (flow: { subscription: string } | undefined) =>
    flow ? { subscription: flow.subscription } : null;
  const cancel = given.subscription_cancel;
  const flow: Stripe.BillingPortal.Session.Flow = {
    after_completion: { hosted_confirmation: null, redirect: null, type: "portal_homepage" },
    customer_update: null,
    subscription_cancel: cancel ? { retention: null, subscription: cancel.subscription } : null,
    subscription_pause: about(given.subscription_pause),
    subscription_update: about(given.subscription_update),
    subscription_update_confirm: null,
    type,
  };
  return flow;
}
