import { and, eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { customers, inboxEvents, products, purchases } from "@/db/schema";
import { newId } from "@/lib/ids";
import { openWorld, settle, type World } from "@/test/world/merchant-world";

let world: World;
let lifetime = "";
beforeAll(async () => {
  world = await openWorld();
  const guild = await world.guild();
  await world.entitlement(guild.id, guild.roles.Pro ?? "", ["Lifetime"]);
  const [product] = await db()
    .select()
    .from(products)
    .where(and(eq(products.businessId, world.businessId), eq(products.name, "Lifetime")));
  lifetime = product?.externalId ?? "";
});

/** Sends a sale whose body has these fields of the buyer written as raw JSON, and answers what became of it. */
async function sell(paymentId: string, buyer: Record<string, string>) {
  const fields = Object.entries(buyer).map(([name, json]) => `"${name}":${json}`);
  const body =
    `{"business_id":null,"type":"payment.succeeded","timestamp":"${new Date().toISOString()}",` +
    `"data":{"payload_type":"Payment","payment_id":"${paymentId}","status":"succeeded","total_amount":1200,` +
    `"currency":"USD","product_cart":[{"product_id":"${lifetime}","quantity":1}],"customer":{${fields.join()}}}}`;
  const id = newId("inboxEvent");
  await world.receive({ id, body });
  await settle();
  const [event] = await db().select().from(inboxEvents).where(eq(inboxEvents.externalId, id));
  expect(event).toMatchObject({ parkedReason: null, outcome: "payment", attempts: 0 });
  const [sale] = await db()
    .select({ live: purchases.live, customer: customers })
    .from(purchases)
    .innerJoin(customers, eq(customers.id, purchases.customerId))
    .where(and(eq(purchases.connectionId, world.connection.id), eq(purchases.externalId, paymentId)));
  return sale;
}

test("11-nul-in-a-name: the sale counts, and the character is left out", async () => {
  const sale = await sell("pay_nul", {
    customer_id: '"cus_nul"',
    email: '"nul@buyer.test"',
    name: '"Ana\\u0000Lee"',
  });
  expect(sale).toMatchObject({ live: true, customer: { name: "AnaLee" } });
  expect(await world.statuses("nul@buyer.test")).toEqual(["pending"]);
});

test.each([
  ["half a surrogate pair", { name: '"Ana \\ud83d"' }, { name: "Ana \ufffd" }],
  ["controls and a direction override", { name: '"\\u0007Ana\\u202e\\r\\nLee"' }, { name: "Ana Lee" }],
  ["joiners and letters from right to left", { name: '"👨‍👩‍👧 می‌خواهم"' }, { name: "👨‍👩‍👧 می‌خواهم" }],
  ["a name of a hundred thousand letters", { name: `"${"å".repeat(100_000)}"` }, { name: "å".repeat(200) }],
  ["a NUL in the telephone number", { phone_number: '"+44\\u0000 20"' }, { phoneNumber: "+44 20" }],
  ["a NUL in the customer's id", { customer_id: '"cus_\\u0000z"' }, { externalId: "cus_z" }],
  ["an address without end", { email: `"${"ü".repeat(5_000)}"` }, { email: "ü".repeat(254) }],
  ["a customer's id without end", { customer_id: `"${"é".repeat(5_000)}"` }, { externalId: "é".repeat(500) }],
  ["an unknown field with a NUL in its name", { "odd\\u0000": '"\\u0000"' }, { name: "Zoe" }],
])("a sale counts with %s", async (what, odd, kept) => {
  const id = what.replace(/\W/g, "");
  const buyer = { customer_id: `"cus_${id}"`, email: `"${id}@x.test"`, name: '"Zoe"', ...odd };
  expect(await sell(`pay_${id}`, buyer)).toMatchObject({ live: true, customer: kept });
});
