import { type Context, Hono, type Next } from "hono";
import { z } from "zod";
import { Refusal, readControlBody } from "../../refusal";
import type { World } from "../../state";
import { releaseHeld } from "../deliver";
import { resendEvents } from "../resend-events";
import type { Collection } from "./account";
import { addAccountControl } from "./account-control";
import { wantedBy } from "./catalogue-lookup";
import {
  buyInput,
  customerInput,
  disputeInput,
  refundInput,
  resendInput,
  settingsInput,
} from "./control-input";
import { describeEvent, describeSale } from "./describe";
import { buy } from "./life/buy";
import { settleSession } from "./life/complete-session";
import { changeCustomer, deleteCustomer } from "./life/customer-life";
import { chargeOf, dispute, refund, undoRefund } from "./life/money-back";
import { type Merchant, need } from "./merchant";
import { outboxOf } from "./outbox";
import { present } from "./present";
import { findMerchant, ownerOf, type StripeShop, stripeOf } from "./stripe";
import { subscriptionSteps } from "./subscription-steps";

/**
 * The Stripe part of `/control/shop`. A call that names no Stripe account, object or `provider: "stripe"` is left
 * to the calls of the first provider. docs/sandbox.md lists what Stripe has alone.
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
    about(c, next, "subscriptions", (merchant, id) =>
      present(merchant.account, need(merchant, "subscriptions", id)),
    ),
  );
  control.post("/subscriptions/:id/:step", (c, next) =>
    about(c, next, "subscriptions", async (merchant, id) => {
      const name = c.req.param("step");
      const step = Object.entries(subscriptionSteps).find(([known]) => known === name)?.[1];
      if (!step) throw new Refusal(`There is no step ${name} for a Stripe subscription.`, 404);
      const subscription = need(merchant, "subscriptions", id);
      const body = await readControlBody(c, z.looseObject({}));
      step(merchant, subscription, body);
      return { subscription: present(merchant.account, subscription), events: merchant.sent };
    }),
  );
  addMoneyControl(control, about);
  addEventControl(control, shop);
  addAccountControl(control, shop, isForStripe);
  return control;

  /** Runs on the Stripe account that has this id, or leaves the call to the first provider. */
  async function about(
    c: Context,
    next: Next,
    collection: Collection,
    run: About,
  ): Promise<Response | undefined> {
    const id = c.req.param("id") ?? "";
    const merchant = ownerOf(shop, collection, id);
    if (merchant) return c.json(await run(merchant, id));
    await next();
    return undefined;
  }
}

type About = (merchant: Merchant, id: string) => object | Promise<object>;
type RunAbout = (c: Context, next: Next, collection: Collection, run: About) => Promise<Response | undefined>;

function addMoneyControl(control: Hono, about: RunAbout): void {
  for (const collection of ["paymentIntents", "charges"] as const) {
    control.post("/payments/:id/refund", (c, next) =>
      about(c, next, collection, async (merchant, id) => {
        const made = refund(merchant, chargeOf(merchant, id), await readControlBody(c, refundInput));
        return { refund: made, events: merchant.sent };
      }),
    );
    control.post("/payments/:id/dispute", (c, next) =>
      about(c, next, collection, async (merchant, id) => {
        const { outcome, amount } = await readControlBody(c, disputeInput);
        const made = dispute(merchant, chargeOf(merchant, id), outcome, amount);
        return { dispute: made, events: merchant.sent };
      }),
    );
  }
  for (const status of ["failed", "canceled"] as const) {
    control.post(`/refunds/:id/${status === "failed" ? "fail" : "cancel"}`, (c, next) =>
      about(c, next, "refunds", (merchant, id) => ({
        refund: undoRefund(merchant, id, status),
        events: merchant.sent,
      })),
    );
  }
  control.post("/sessions/:id/settle", (c, next) =>
    about(c, next, "sessions", async (merchant, id) => {
      const { paid } = await readControlBody(c, z.object({ paid: z.boolean().default(true) }));
      settleSession(merchant, need(merchant, "sessions", id), paid);
      return { events: merchant.sent };
    }),
  );
  control.post("/customers/:id/set", (c, next) =>
    about(c, next, "customers", async (merchant, id) => ({
      customer: changeCustomer(merchant, id, await readControlBody(c, customerInput)),
      events: merchant.sent,
    })),
  );
  control.post("/customers/:id/delete", (c, next) =>
    about(c, next, "customers", (merchant, id) => {
      deleteCustomer(merchant, id);
      return { events: merchant.sent };
    }),
  );
}

function addEventControl(control: Hono, shop: StripeShop): void {
  control.post("/set", async (c, next) => {
    if (!(await isForStripe(c))) return next();
    const {
      account: name,
      hold,
      lose,
      advance_seconds = 0,
      ...given
    } = await readControlBody(c, settingsInput);
    const merchant = findMerchant(shop, name);
    const { account } = merchant;
    account.lose = lose ?? account.lose;
    account.hold = hold ?? account.hold;
    account.clock += advance_seconds;
    account.portal = given.portal ?? account.portal;
    account.api_version = given.api_version ?? account.api_version;
    if (hold === false) releaseHeld(outboxOf(merchant));
    merchant.changed();
    return c.json({ hold: account.hold, lose: account.lose, now: merchant.now() });
  });
  control.post("/resend", async (c, next) => {
    const { account, wait, ...day } = await readControlBody(c, resendInput);
    const named = day.event_id ? ownerOf(shop, "events", day.event_id) : undefined;
    if (!named && (day.event_id || !(await isForStripe(c)))) return next();
    const { order, done } = resendEvents(outboxOf(named ?? findMerchant(shop, account)), day);
    if (wait) await done;
    return c.json({ sent: order.length, events: order });
  });
  control.get("/events", (c, next) => {
    if (c.req.query("provider") !== "stripe") return next();
    const merchant = findMerchant(shop, c.req.query("account"));
    return c.json({
      events: [...merchant.account.events.values()].map((event) => describeEvent(merchant, event)),
    });
  });
  control.get("/events/:id", (c, next) => {
    const merchant = ownerOf(shop, "events", c.req.param("id"));
    return merchant ? c.json(describeEvent(merchant, need(merchant, "events", c.req.param("id")))) : next();
  });
}

async function isForStripe(c: Context): Promise<boolean> {
  return (await readControlBody(c, z.looseObject({ provider: z.string().optional() }))).provider === "stripe";
}
