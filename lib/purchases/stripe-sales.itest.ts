import { describe, expect, test } from "vitest";
import { newUser, rolesOf } from "@/test/world/sandbox-world";
import { guild, openScene, role, world } from "@/test/world/scene-world";
import { openStripe } from "@/test/world/stripe-scene";

openScene();

describe("every sale counts, however it was made", () => {
  const ways = [
    { name: "a checkout", how: "checkout" },
    { name: "01-stripe-payment-link: a payment link without our metadata", how: "payment_link" },
    { name: "a payment link of a guest", how: "payment_link", create_customer: false },
    { name: "an invoice made by hand", how: "invoice" },
    { name: "an invoice paid outside Stripe", how: "invoice", out_of_band: true },
    { name: "a free order, which has no payment", how: "free" },
    { name: "a checkout that also makes an invoice", how: "checkout", create_invoice: true },
  ];
  test.each(ways)("$name", async ({ name: _, ...how }) => {
    const stripe = await openStripe();
    await stripe.entitlement("Pro", "Lifetime");
    await stripe.buy({ product: "Lifetime", email: "carl@x.test", ...how });
    expect(await stripe.grantsOf("carl@x.test")).toEqual(["Pro: pending"]);
    expect(await stripe.purchasesOf("carl@x.test")).toMatchObject([{ kind: "one_time", live: true }]);
    const user = await newUser("carl");
    await world.connect("carl@x.test", user);
    expect(await rolesOf(guild.id, user)).toEqual([role("Pro")]);
  });

  test.each([{ how: "dashboard" }, { how: "checkout" }, { how: "payment_link" }])(
    "a subscription by $how",
    async (how) => {
      const stripe = await openStripe();
      await stripe.entitlement("Pro", "Pro");
      await stripe.buy({ product: "Pro", email: "cora@x.test", ...how });
      expect(await stripe.grantsOf("cora@x.test")).toEqual(["Pro: pending"]);
    },
  );

  test("a delayed payment gives nothing before it arrives", async () => {
    const stripe = await openStripe();
    await stripe.entitlement("Pro", "Lifetime");
    const sale = await stripe.buy({ product: "Lifetime", email: "dora@x.test", delayed: true });
    expect(await stripe.grantsOf("dora@x.test")).toEqual([]);
    await stripe.step(`sessions/${sale.session_id}/settle`, { paid: true });
    expect(await stripe.grantsOf("dora@x.test")).toEqual(["Pro: pending"]);
  });

  test("a subscription by invoice gives access after its first paid invoice", async () => {
    const stripe = await openStripe();
    await stripe.entitlement("Pro", "Pro");
    const sale = await stripe.buy({ product: "Pro", email: "eve@x.test", how: "send_invoice" });
    expect(await stripe.grantsOf("eve@x.test")).toEqual([]);
    await stripe.step(`subscriptions/${sale.subscription_id}/activate`);
    expect(await stripe.grantsOf("eve@x.test")).toEqual(["Pro: pending"]);
  });

  test("one-time products in a subscription's checkout are a purchase of their own", async () => {
    const stripe = await openStripe();
    await stripe.entitlement("Pro", "Pro");
    await stripe.entitlement("Member", "Lifetime");
    await stripe.buy({ items: [{ product: "Pro" }, { product: "Lifetime" }], email: "fay@x.test" });
    expect(await stripe.grantsOf("fay@x.test")).toEqual(["Member: pending", "Pro: pending"]);
    const kinds = (await stripe.purchasesOf("fay@x.test")).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(["one_time", "subscription"]);
  });

  test("a payment whose metadata names a price is a sale; any other one says why it is none", async () => {
    const stripe = await openStripe();
    await stripe.entitlement("Pro", "Lifetime");
    const metadata = { gatehouse_price: stripe.prices.Lifetime };
    await stripe.buy({ product: "Lifetime", email: "gil@x.test", how: "payment_intent", metadata });
    expect(await stripe.grantsOf("gil@x.test")).toEqual(["Pro: pending"]);
    await stripe.buy({ product: "Lifetime", email: "hal@x.test", how: "payment_intent" });
    expect(await stripe.grantsOf("hal@x.test")).toEqual([]);
    const outcomes = (await stripe.inbox()).map(({ outcome }) => outcome);
    expect(outcomes.at(-1)).toContain("gatehouse_price");
  });
});

describe("what a subscription consists of", () => {
  test("04-stripe-two-items: every item gives, and a removed one ends what only it gave", async () => {
    const stripe = await openStripe();
    await stripe.entitlement("Pro", "Pro");
    await stripe.entitlement("VIP", "VIP");
    const sale = await stripe.buy({
      items: [{ product: "Pro" }, { product: "VIP" }],
      email: "ida@x.test",
      how: "dashboard",
    });
    expect(await stripe.grantsOf("ida@x.test")).toEqual(["Pro: pending", "VIP: pending"]);
    await stripe.step(`subscriptions/${sale.subscription_id}/remove-item`, { product: "Pro" });
    expect(await stripe.grantsOf("ida@x.test")).toEqual(["Pro: revoked (plan_changed)", "VIP: pending"]);
  });

  test("22-stripe-new-price-same-product: another price of the same product changes nothing", async () => {
    const stripe = await openStripe();
    await stripe.entitlement("Pro", "Pro");
    const sale = await stripe.buy({ product: "Pro", email: "jo@x.test", how: "dashboard" });
    const user = await newUser("jo");
    await world.connect("jo@x.test", user);
    const product = await stripe.productOf("Pro");
    const { price } = await stripe.control<{ price: { id: string } }>("stripe/prices", {
      product: product.externalId,
      unit_amount: 1500,
      interval: "month",
    });
    await stripe.step(`subscriptions/${sale.subscription_id}/change-plan`, { price: price.id });
    expect(await stripe.grantsOf("jo@x.test")).toEqual(["Pro: delivered"]);
    expect(await rolesOf(guild.id, user)).toEqual([role("Pro")]);
    await stripe.buy({ price: price.id, email: "kai@x.test", how: "dashboard" });
    expect(await stripe.grantsOf("kai@x.test")).toEqual(["Pro: pending"]);
  });

  test("an entitlement attached to one price is given by that price alone", async () => {
    const stripe = await openStripe();
    const product = await stripe.productOf("Pro");
    const { price } = await stripe.control<{ price: { id: string } }>("stripe/prices", {
      product: product.externalId,
      unit_amount: 12_000,
      interval: "year",
    });
    await stripe.buy({ price: price.id, email: "first@x.test", how: "dashboard" });
    const [yearly] = await stripe.pricesOf("Pro", price.id);
    await stripe.entitlement("VIP", "Pro", [yearly?.id ?? ""]);
    await stripe.buy({ price: stripe.prices.Pro, email: "monthly@x.test", how: "dashboard" });
    const sale = await stripe.buy({ price: price.id, email: "yearly@x.test", how: "dashboard" });
    expect(await stripe.grantsOf("monthly@x.test")).toEqual([]);
    expect(await stripe.grantsOf("yearly@x.test")).toEqual(["VIP: pending"]);
    await stripe.step(`subscriptions/${sale.subscription_id}/change-plan`, { price: stripe.prices.Pro });
    expect(await stripe.grantsOf("yearly@x.test")).toEqual(["VIP: revoked (plan_changed)"]);
  });

  test("another product ends the one and gives the other", async () => {
    const stripe = await openStripe();
    await stripe.entitlement("Pro", "Pro");
    await stripe.entitlement("VIP", "VIP");
    const sale = await stripe.buy({ product: "Pro", email: "lea@x.test", how: "dashboard" });
    await stripe.step(`subscriptions/${sale.subscription_id}/change-plan`, { product: "VIP" });
    expect(await stripe.grantsOf("lea@x.test")).toEqual(["Pro: revoked (plan_changed)", "VIP: pending"]);
  });
});

describe("every end counts", () => {
  async function sold(email: string) {
    const stripe = await openStripe();
    await stripe.entitlement("Pro", "Pro");
    await stripe.entitlement("VIP", "Lifetime");
    const subscription = await stripe.buy({ product: "Pro", email, how: "dashboard" });
    const once = await stripe.buy({ product: "Lifetime", email: `once-${email}` });
    const step = (name: string, body: object = {}) =>
      stripe.step(`subscriptions/${subscription.subscription_id}/${name}`, body);
    return { stripe, subscription, once, step };
  }

  test("02-stripe-dispute-of-a-subscription: a lost dispute ends it, and a won appeal brings it back", async () => {
    const { stripe, subscription } = await sold("m@x.test");
    await stripe.step(`payments/${subscription.payment_id}/dispute`, { outcome: "opened" });
    expect(await stripe.grantsOf("m@x.test")).toEqual(["Pro: pending"]);
    await stripe.step(`payments/${subscription.payment_id}/dispute`, { outcome: "lost" });
    expect(await stripe.grantsOf("m@x.test")).toEqual(["Pro: revoked (dispute_lost)"]);
    const [purchase] = await stripe.purchasesOf("m@x.test");
    expect(purchase?.notes.map(({ text }) => text)).toContain("Dispute lost");
    await stripe.step(`payments/${subscription.payment_id}/dispute`, { outcome: "appealed" });
    expect(await stripe.grantsOf("m@x.test")).toEqual(["Pro: revoked (dispute_lost)"]);
    await stripe.step(`payments/${subscription.payment_id}/dispute`, { outcome: "appeal_won" });
    expect(await stripe.grantsOf("m@x.test")).toEqual(["Pro: pending"]);
  });

  test("a dispute reaches its subscription even if its invoice was never received", async () => {
    const stripe = await openStripe();
    await stripe.entitlement("Pro", "Pro");
    const sale = await stripe.control<{ payment_id: string }>("buy", {
      product: "Pro",
      email: "n@x.test",
      name: "N",
      how: "dashboard",
    });
    await stripe.takeIn((events) => events.filter(({ type }) => type.startsWith("customer.subscription.")));
    await stripe.step(`payments/${sale.payment_id}/dispute`, { outcome: "lost" });
    expect(await stripe.grantsOf("n@x.test")).toEqual(["Pro: revoked (dispute_lost)"]);
  });

  test("a full refund of a one-time sale ends it, a failed one brings it back, a partial one is noted", async () => {
    const { stripe, once } = await sold("o@x.test");
    const email = "once-o@x.test";
    await stripe.step(`payments/${once.payment_id}/refund`, { amount: 100 });
    expect(await stripe.grantsOf(email)).toEqual(["VIP: pending"]);
    const { refund } = await stripe.control<{ refund: { id: string } }>(`payments/${once.payment_id}/refund`);
    await stripe.takeIn();
    expect(await stripe.grantsOf(email)).toEqual(["VIP: revoked (refund)"]);
    await stripe.step(`refunds/${refund.id}/fail`);
    expect(await stripe.grantsOf(email)).toEqual(["VIP: pending"]);
  });

  test("a refund of one payment of a subscription is noted, and its own state decides", async () => {
    const { stripe, subscription } = await sold("p@x.test");
    await stripe.step(`payments/${subscription.payment_id}/refund`);
    expect(await stripe.grantsOf("p@x.test")).toEqual(["Pro: pending"]);
    const [purchase] = await stripe.purchasesOf("p@x.test");
    expect(purchase?.notes.map(({ text }) => text)).toEqual(["Refunded"]);
  });

  test("19-holds-unpaid-and-back: past due keeps, unpaid takes, paid again gives back", async () => {
    const { stripe, step } = await sold("q@x.test");
    await step("past-due");
    expect(await stripe.grantsOf("q@x.test")).toEqual(["Pro: pending"]);
    await step("hold");
    expect(await stripe.grantsOf("q@x.test")).toEqual(["Pro: revoked (subscription_on_hold)"]);
    await step("activate");
    expect(await stripe.grantsOf("q@x.test")).toEqual(["Pro: pending"]);
  });

  test("18-holds-pause-and-resume: paused collection ends at once, and resuming gives back", async () => {
    const { stripe, step } = await sold("r@x.test");
    await step("pause-collection", { behavior: "void" });
    expect(await stripe.grantsOf("r@x.test")).toEqual(["Pro: revoked (subscription_paused)"]);
    await step("resume-collection");
    expect(await stripe.grantsOf("r@x.test")).toEqual(["Pro: pending"]);
  });

  test("a real pause, a cancellation while paused, and an end on its own", async () => {
    const { stripe, step } = await sold("s@x.test");
    await step("pause");
    expect(await stripe.grantsOf("s@x.test")).toEqual(["Pro: revoked (subscription_paused)"]);
    await step("cancel");
    const [purchase] = await stripe.purchasesOf("s@x.test");
    expect(purchase).toMatchObject({ live: false, endReason: "subscription_cancelled" });
  });

  test.each(["flag", "cancel_at", "both"])(
    "a cancellation at the period's end by %s shows its date",
    async (by) => {
      const { stripe, step } = await sold("t@x.test");
      await step("cancel-at-period-end", { by });
      const [cancelling] = await stripe.purchasesOf("t@x.test");
      expect(cancelling).toMatchObject({ live: true, cancelAt: expect.any(Date) });
      await step("keep");
      const [kept] = await stripe.purchasesOf("t@x.test");
      expect(kept).toMatchObject({ live: true, cancelAt: null });
    },
  );

  test("05-stripe-customer-deleted: the end of a deleted customer's subscription is applied", async () => {
    const { stripe, subscription } = await sold("u@x.test");
    await stripe.step(`customers/${subscription.customer_id}/delete`);
    expect(await stripe.grantsOf("u@x.test")).toEqual(["Pro: revoked (subscription_cancelled)"]);
    expect((await stripe.inbox()).filter(({ processedAt }) => processedAt === null)).toEqual([]);
  });

  test("an end that comes while the key is revoked is applied", async () => {
    const { stripe, step } = await sold("v@x.test");
    await stripe.control("stripe/keys/set", { key: stripe.apiKey, state: "revoked" });
    await step("cancel");
    expect(await stripe.grantsOf("v@x.test")).toEqual(["Pro: revoked (subscription_cancelled)"]);
  });
});

describe("order, ties and old shapes", () => {
  test("07-stripe-same-second: of two states of one second the one that Stripe has now wins", async () => {
    const stripe = await openStripe();
    await stripe.entitlement("Pro", "Pro");
    await stripe.entitlement("VIP", "VIP");
    const sale = await stripe.buy({ product: "VIP", email: "w@x.test", how: "dashboard" });
    await stripe.control(`subscriptions/${sale.subscription_id}/quantity`, { quantity: 2 });
    await stripe.control(`subscriptions/${sale.subscription_id}/change-plan`, { product: "Pro" });
    await stripe.takeIn((events) => {
      const second = Math.max(...events.map(({ created }) => created));
      return events.map((event) => ({ ...event, created: second })).reverse();
    });
    expect(await stripe.grantsOf("w@x.test")).toEqual(["Pro: pending", "VIP: revoked (plan_changed)"]);
  });

  test("21-holds-created-after-updated: the beginning may come last", async () => {
    const stripe = await openStripe();
    await stripe.entitlement("Pro", "Pro");
    await stripe.control("buy", { product: "Pro", email: "x@x.test", name: "X", how: "dashboard" });
    await stripe.takeIn((events) => events.reverse());
    expect(await stripe.grantsOf("x@x.test")).toEqual(["Pro: pending"]);
  });

  test("12-stripe-api-version: an account of an old version is read, renewal date included", async () => {
    const stripe = await openStripe("2022-11-15");
    await stripe.entitlement("Pro", "Pro");
    const sale = await stripe.buy({ product: "Pro", email: "y@x.test", how: "dashboard" });
    expect(await stripe.grantsOf("y@x.test")).toEqual(["Pro: pending"]);
    const [purchase] = await stripe.purchasesOf("y@x.test");
    expect(purchase?.nextBillingAt).toBeInstanceOf(Date);
    await stripe.step(`payments/${sale.payment_id}/dispute`, { outcome: "lost" });
    expect(await stripe.grantsOf("y@x.test")).toEqual(["Pro: revoked (dispute_lost)"]);
  });

  test("12-stripe-api-version: an item with a plan in place of a price", async () => {
    const stripe = await openStripe();
    await stripe.entitlement("Pro", "Pro");
    const sale = await stripe.buy({ product: "VIP", email: "z@x.test", how: "dashboard" });
    const ancient = {
      id: "evt_ancient",
      object: "event",
      api_version: "2019-12-03",
      created: Math.floor(Date.now() / 1000) + 5,
      type: "customer.subscription.updated",
      data: {
        object: {
          id: sale.subscription_id,
          object: "subscription",
          customer: sale.customer_id,
          status: "active",
          items: { data: [{ id: "si_1", quantity: 1, plan: { id: stripe.prices.Pro, amount: 1200 } }] },
        },
      },
    };
    await stripe.receive(ancient);
    await stripe.takeIn();
    expect(await stripe.grantsOf("z@x.test")).toEqual(["Pro: pending"]);
  });

  test("a thin event is kept, and the merchant is told what to change", async () => {
    const stripe = await openStripe();
    await stripe.receive({
      id: "evt_thin",
      object: "v2.core.event",
      type: "v1.billing.subscription.updated",
      created: "2026-11-25T00:00:00.000Z",
      related_object: { id: "sub_1", type: "subscription", url: "/v1/subscriptions/sub_1" },
    });
    await stripe.takeIn();
    const [thin] = await stripe.inbox();
    expect(thin).toMatchObject({
      processedAt: null,
      parkedReason: expect.stringContaining("snapshot events"),
    });
  });

  test("everything shuffled and doubled comes to the same end", async () => {
    const stripe = await openStripe();
    await stripe.entitlement("Pro", "Pro");
    await stripe.entitlement("VIP", "VIP");
    const sale = await stripe.control<{ subscription_id: string }>("buy", {
      product: "Pro",
      email: "all@x.test",
      name: "All",
      how: "dashboard",
    });
    const path = `subscriptions/${sale.subscription_id}`;
    await stripe.control(`${path}/past-due`);
    await stripe.control(`${path}/hold`);
    await stripe.control(`${path}/activate`);
    await stripe.control(`${path}/change-plan`, { product: "VIP" });
    await stripe.takeIn((events) => [...events.toReversed(), ...events]);
    expect(await stripe.grantsOf("all@x.test")).toEqual(["VIP: pending"]);
  });
});

test("events that Stripe gave up sending are found by asking, and applied", async () => {
  const stripe = await openStripe();
  await stripe.entitlement("Pro", "Pro");
  const kept = await stripe.buy({ product: "Pro", email: "kept@x.test", how: "dashboard" });
  await stripe.control("buy", { product: "Pro", email: "lost@x.test", name: "Lost", how: "dashboard" });
  await stripe.control(`subscriptions/${kept.subscription_id}/cancel`);
  await stripe.newEvents();
  await stripe.catchUpNow();
  expect(await stripe.grantsOf("lost@x.test")).toEqual(["Pro: pending"]);
  expect(await stripe.grantsOf("kept@x.test")).toEqual(["Pro: revoked (subscription_cancelled)"]);
  const stored = (await stripe.inbox()).length;
  await stripe.catchUpNow();
  expect(await stripe.inbox()).toHaveLength(stored);
});
