import { Hono } from "hono";
import { z } from "zod";
import { readControlBody } from "../refusal";
import type { World } from "../state";
import type { Account, ShopEvent, ShopProduct } from "./accounts";
import { buy, findOrAddCustomer } from "./buy";
import { changePlan } from "./change-plan";
import { releaseHeld } from "./deliver";
import { eventBody } from "./event-body";
import type { Shop } from "./open-shop";
import { outboxOf } from "./outbox";
import { dispute, refund } from "./refunds-and-disputes";
import { resendEvents } from "./resend-events";
import { findAccount, findOwner, found, openAccount, ShopRefusal, shopOf } from "./shop";
import { stripeControl } from "./stripe/control/control";
import {
  activate,
  cancel,
  cancelAtPeriodEnd,
  expire,
  hold,
  keep,
  pastDue,
  pause,
  renew,
  unpause,
} from "./subscription-life";

export const steps = {
  renew,
  hold,
  activate,
  pause,
  unpause,
  cancel,
  "cancel-at-period-end": cancelAtPeriodEnd,
  keep,
  expire,
  "past-due": pastDue,
};

const inAccount = { account: z.string().optional() };
const buyInput = z.object({
  product: z.string(),
  email: z.email(),
  name: z.string().min(1).optional(),
  quantity: z.number().int().min(1).default(1),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  declined: z.boolean().default(false),
  ...inAccount,
});
const planInput = z.object({
  product: z.string(),
  quantity: z.number().int().min(1).optional(),
  at: z.enum(["immediately", "next_billing_date"]).optional(),
});
const disputeInput = z.object({
  outcome: z
    .enum(["opened", "won", "lost", "challenged", "accepted", "cancelled", "expired"])
    .default("opened"),
});
const resendInput = z.object({
  event_id: z.string().optional(),
  shuffle: z.boolean().optional(),
  duplicate: z.number().int().min(1).max(100).optional(),
  delay_ms: z.number().min(0).optional(),
  wait: z.boolean().default(false),
  ...inAccount,
});
const settingsInput = z.object({
  freeze: z.boolean().optional(),
  hold: z.boolean().optional(),
  lose: z.boolean().optional(),
  ...inAccount,
});

/** `/control/shop`: buying, and everything the payment provider does. */
export function shopControl(world: World): Hono {
  const shop = shopOf(world);
  const control = new Hono();
  control.route("/", stripeControl(world));
  control.post("/accounts", async (c) => {
    const { name } = await readControlBody(c, z.object({ name: z.string().min(1) }));
    const { business_id, api_key } = openAccount(shop, name);
    return c.json({ business_id, api_key, name });
  });
  control.get("/accounts", (c) =>
    c.json({
      accounts: [...shop.accounts.values()].map(({ business_id, api_key, name }) => ({
        business_id,
        api_key,
        name,
      })),
    }),
  );
  control.post("/set", async (c) => {
    const given = await readControlBody(c, settingsInput);
    const account = findAccount(shop, given.account);
    setDeliveryTrouble(shop, account, given);
    return c.json({ freeze: account.freeze, hold: account.hold, lose: account.lose });
  });
  control.post("/buy", async (c) => c.json(sell(shop, await readControlBody(c, buyInput))));
  control.post("/subscriptions/:id/change-plan", async (c) => {
    const given = await readControlBody(c, planInput);
    const { account, subscription } = ownSubscription(shop, c.req.param("id"));
    const { product_id } = productBy(account, given.product);
    const events = changePlan(shop, account, subscription, { ...given, product_id, effective: given.at });
    return c.json({ subscription, events });
  });
  control.post("/subscriptions/:id/:step", (c) => {
    const { account, subscription } = ownSubscription(shop, c.req.param("id"));
    const name = c.req.param("step");
    const step = Object.entries(steps).find(([known]) => known === name)?.[1];
    if (!step) throw new ShopRefusal(404, "NOT_FOUND", `There is no step ${name} for a subscription.`);
    const events = step(shop, account, subscription);
    return c.json({ subscription, events });
  });
  control.get("/subscriptions/:id", (c) => c.json(ownSubscription(shop, c.req.param("id")).subscription));
  control.post("/payments/:id/refund", async (c) => {
    const wanted = z.object({
      amount: z.number().int().positive().optional(),
      reason: z.string().optional(),
    });
    const given = await readControlBody(c, wanted);
    const id = c.req.param("id");
    return c.json(refund(shop, findOwner(shop, "payments", id), id, given));
  });
  control.post("/payments/:id/dispute", async (c) => {
    const { outcome } = await readControlBody(c, disputeInput);
    const id = c.req.param("id");
    return c.json(dispute(shop, findOwner(shop, "payments", id), id, outcome));
  });
  control.post("/resend", async (c) => {
    const { account, wait, ...options } = await readControlBody(c, resendInput);
    const owner = options.event_id ? findOwner(shop, "events", options.event_id) : findAccount(shop, account);
    const { order, done } = resendEvents(outboxOf(shop, owner), options);
    if (wait) await done;
    return c.json({ sent: order.length, events: order });
  });
  control.get("/events", (c) => {
    const account = findAccount(shop, c.req.query("account"));
    return c.json({ events: [...account.events.values()].map((event) => eventReport(account, event)) });
  });
  control.get("/events/:id", (c) => {
    const account = findOwner(shop, "events", c.req.param("id"));
    return c.json(eventReport(account, found(account.events, c.req.param("id"))));
  });
  return control;
}

function sell(shop: Shop, given: z.infer<typeof buyInput>) {
  const account = findAccount(shop, given.account);
  const product = productBy(account, given.product);
  const name = given.name ?? given.email.split("@")[0] ?? given.email;
  const customer = findOrAddCustomer(shop, account, { email: given.email, name });
  const sale = buy(shop, account, {
    cart: [{ product_id: product.product_id, quantity: given.quantity }],
    customer,
    metadata: given.metadata,
    declined: given.declined,
  });
  return {
    customer_id: customer.customer_id,
    payment_id: sale.payment.payment_id,
    subscription_id: sale.subscriptions[0]?.subscription_id ?? null,
    product_id: product.product_id,
    events: sale.events,
  };
}

type DeliveryTrouble = { freeze?: boolean; hold?: boolean; lose?: boolean };

function setDeliveryTrouble(shop: Shop, account: Account, given: DeliveryTrouble): void {
  if (given.freeze !== undefined) account.freeze = given.freeze;
  if (given.lose !== undefined) account.lose = given.lose;
  if (given.hold === true) account.hold = true;
  if (given.hold === false) {
    account.hold = false;
    releaseHeld(outboxOf(shop, account));
  }
  shop.changed();
}

/** A product by its id or by its name. */
function productBy(account: Account, wanted: string): ShopProduct {
  const known = account.products.get(wanted);
  const named = [...account.products.values()].filter((product) => !product.archived);
  const product = known ?? named.find((one) => one.name?.toLowerCase() === wanted.toLowerCase());
  if (!product) throw new ShopRefusal(404, "NOT_FOUND", `The shop has no product ${wanted}.`);
  return product;
}

function ownSubscription(shop: Shop, id: string) {
  const account = findOwner(shop, "subscriptions", id);
  return { account, subscription: found(account.subscriptions, id) };
}

/** An event, with its body as it would be sent now. */
function eventReport(account: Account, event: ShopEvent) {
  const { frozen, ...rest } = event;
  return { ...rest, body: JSON.parse(eventBody(account, event)) };
}
