import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { products } from "@/db/schema";
import { settle } from "@/test/world/merchant-world";
import { guild, openScene, role, world } from "@/test/world/scene-world";

openScene();

async function externalId(name: string): Promise<string> {
  const [product] = await db()
    .select({ id: products.externalId })
    .from(products)
    .where(and(eq(products.connectionId, world.connection.id), eq(products.name, name)));
  return product?.id ?? "";
}

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
