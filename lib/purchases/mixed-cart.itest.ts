import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { productPrices, products } from "@/db/schema";
import { deleteEntitlement } from "@/lib/entitlements/end-entitlement";
import { newId } from "@/lib/ids";
import { type AttachOptions, attachEntitlement, detachEntitlement } from "@/lib/products/products";
import { actor, settle, timePasses } from "@/test/world/merchant-world";
import { newUser, rolesOf } from "@/test/world/sandbox-world";
import { guild, openScene, role, world } from "@/test/world/scene-world";

openScene();

async function product(name: string) {
  const [row] = await db()
    .select()
    .from(products)
    .where(and(eq(products.connectionId, world.connection.id), eq(products.name, name)));
  if (!row) throw new Error(`no product ${name}`);
  return row;
}

const externalId = async (name: string) => (await product(name)).externalId ?? "";
const productId = async (name: string) => (await product(name)).id;

let minute = 0;
async function receive(type: string, data: object) {
  const timestamp = new Date(Date.now() - 3_600_000 + minute++ * 60_000).toISOString();
  await world.receive({ id: `evt_${minute}_${type}`, body: JSON.stringify({ type, timestamp, data }) });
  await settle();
}

const customer = { customer_id: "cus_mix", email: "mix@buyer.test", name: "Buyer" };

async function buyMixed(cart: string[]) {
  await receive("subscription.active", {
    subscription_id: "sub_mix",
    product_id: await externalId("Pro"),
    status: "active",
    customer,
  });
  await receive("payment.succeeded", {
    payment_id: "pay_mix",
    status: "succeeded",
    total_amount: 4100,
    currency: "USD",
    subscription_id: "sub_mix",
    subscription_ids: ["sub_mix"],
    product_cart: cart.map((product_id) => ({ product_id, quantity: 1 })),
    customer,
  });
}

/** One payment for several products, without a subscription. */
async function buyCart(names: string[]) {
  const cart: { product_id: string; quantity: number }[] = [];
  for (const name of names) cart.push({ product_id: await externalId(name), quantity: 1 });
  const payment = { status: "succeeded", total_amount: 4100, currency: "USD", product_cart: cart, customer };
  await receive("payment.succeeded", { payment_id: "pay_cart", ...payment });
}

async function attach(name: string, entitlementId: string, options: AttachOptions) {
  const id = await productId(name);
  await inTransaction((tx) => attachEntitlement(tx, world.businessId, id, entitlementId, options, actor));
}

/** A price of the product that nobody pays. */
async function anotherPrice(name: string): Promise<string> {
  const id = newId("price");
  const { id: connectionId } = world.connection;
  await db()
    .insert(productPrices)
    .values({ id, connectionId, productId: await productId(name), externalId: `theirs_${id}` });
  return id;
}

async function openShop() {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  await world.entitlement(guild.id, role("Member"), ["Lifetime"]);
}

test("03-dodo-mixed-cart: a one-time product beside a subscription is a purchase of its own", async () => {
  await openShop();
  await buyMixed([await externalId("Lifetime")]);
  expect((await world.statuses("mix@buyer.test")).sort()).toEqual(["pending", "pending"]);
  await receive("refund.succeeded", {
    refund_id: "ref_mix",
    payment_id: "pay_mix",
    amount: 4100,
    is_partial: false,
  });
  expect((await world.statuses("mix@buyer.test")).sort()).toEqual(["pending", "revoked"]);
});

test("03-dodo-mixed-cart: a lost dispute takes all that the payment paid for, a won one brings it back", async () => {
  await openShop();
  await buyMixed([await externalId("Lifetime")]);
  await receive("dispute.lost", { dispute_id: "dis_mix", payment_id: "pay_mix" });
  expect(await world.statuses("mix@buyer.test")).toEqual(["revoked", "revoked"]);
  await receive("dispute.won", { dispute_id: "dis_mix", payment_id: "pay_mix" });
  expect(await world.statuses("mix@buyer.test")).toEqual(["pending", "pending"]);
});

test("a cart that also names the subscription's product gives it once", async () => {
  await openShop();
  await buyMixed([await externalId("Pro"), await externalId("Lifetime")]);
  expect(await world.statuses("mix@buyer.test")).toEqual(["pending", "pending"]);
});

test("attaching with `existing too` reaches those who bought the product second in a cart", async () => {
  await world.entitlement(guild.id, role("Pro"), ["Pro"]);
  await buyCart(["VIP", "Lifetime"]);
  const late = await world.entitlement(guild.id, role("Member"), []);
  await attach("Lifetime", late, { existingToo: true });
  await settle();
  expect(await world.statuses("mix@buyer.test")).toEqual(["pending"]);
});

test("a dispute that is won again brings back all it took, whatever the merchant changed since the sale", async () => {
  const vip = await world.entitlement(guild.id, role("VIP"), ["VIP"]);
  const limited = await world.entitlement(guild.id, role("Pro"), ["Lifetime"]);
  const detached = await world.entitlement(guild.id, role("Member"), ["Lifetime"]);
  const deleted = await world.entitlement(guild.id, null, ["Lifetime"]);
  await buyCart(["VIP", "Lifetime"]);
  const user = await newUser("mix");
  await world.connect("mix@buyer.test", user);
  expect(await world.statuses("mix@buyer.test")).toEqual(Array(4).fill("delivered"));
  await attach("Lifetime", limited, { existingToo: false, priceIds: [await anotherPrice("Lifetime")] });
  await inTransaction(async (tx) => {
    await detachEntitlement(tx, world.businessId, await productId("Lifetime"), detached, actor);
    await deleteEntitlement(tx, world.businessId, deleted, { endAccess: false }, actor);
  });
  await receive("dispute.lost", { dispute_id: "dis_cart", payment_id: "pay_cart" });
  await timePasses();
  expect(await world.statuses("mix@buyer.test")).toEqual(Array(4).fill("revoked"));
  await receive("dispute.won", { dispute_id: "dis_cart", payment_id: "pay_cart" });
  await timePasses();
  expect(await world.statuses("mix@buyer.test")).toEqual(Array(4).fill("delivered"));
  expect((await rolesOf(guild.id, user))?.sort()).toEqual([role("VIP"), role("Pro"), role("Member")].sort());
  expect((await world.grants("mix@buyer.test")).map(({ entitlementId }) => entitlementId)).toContain(vip);
});
