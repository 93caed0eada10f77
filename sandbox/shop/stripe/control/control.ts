import { Hono } from "hono";
import { z } from "zod";
import { Refusal, readControlBody } from "../../../refusal";
import type { World } from "../../../state";
import { wantedBy } from "../catalogue-lookup";
import { buy } from "../life/buy";
import { need } from "../merchant";
import { present } from "../present";
import { findMerchant, stripeOf } from "../stripe";
import { subscriptionSteps } from "../subscription-steps";
import { about, isForStripe } from "./about";
import { addDashboardControl } from "./dashboard";
import { describeSale } from "./describe";
import { addEventControl } from "./events";
import { buyInput } from "./input";
import { addMoneyControl } from "./money";

/**
 * The Stripe part of `/control/shop`. A call that names no Stripe account, object or `provider: "stripe"` is left
 * to the calls of the first provider. docs/sandbox-stripe.md lists what Stripe has alone.
 */
export function stripeControl(world: World): Hono {
  const shop = stripeOf(world);
  const control = new Hono();
  control.post("/buy", async (c, next) => {
    if (!(await isForStripe(c))) return next();
    const given = await readControlBody(c, buyInput);
    const merchant = findMerchant(shop, given.account);
    const sale = buy(merchant, {
      how: given.how,
      wanted: wantedBy(merchant, given),
      email: given.email ?? null,
      name: given.name ?? given.email?.split("@")[0] ?? null,
      metadata: given.metadata,
      outcome: given.declined ? "declined" : given.delayed ? "delayed" : "paid",
      trialDays: given.trial_days ?? null,
      missingPaymentMethod: given.missing_payment_method ?? null,
      customer: given.customer,
      link: given.payment_link,
      createCustomer: given.create_customer,
      createInvoice: given.create_invoice,
      outOfBand: given.out_of_band,
    });
    return c.json(describeSale(merchant, sale));
  });
  control.get("/subscriptions/:id", (c, next) =>
    about(shop, c, next, "subscriptions", (merchant, id) =>
      present(merchant.account, need(merchant, "subscriptions", id)),
    ),
  );
  control.post("/subscriptions/:id/:step", (c, next) =>
    about(shop, c, next, "subscriptions", async (merchant, id) => {
      const name = c.req.param("step");
      const step = Object.entries(subscriptionSteps).find(([known]) => known === name)?.[1];
      if (!step) throw new Refusal(`There is no step ${name} for a Stripe subscription.`, 404);
      const subscription = need(merchant, "subscriptions", id);
      const body = await readControlBody(c, z.looseObject({}));
      step(merchant, subscription, body);
      return { subscription: present(merchant.account, subscription), events: merchant.sent };
    }),
  );
  addMoneyControl(control, shop);
  addEventControl(control, shop);
  addDashboardControl(control, shop);
  return control;
}
