import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { businesses, inboxEvents, paymentConnections, productPrices, products } from "@/db/schema";
import { encrypt } from "@/lib/crypto";
import { newId } from "@/lib/ids";
import { applyEvent } from "./apply-event";

let connectionId: string;
let businessId: string;

beforeEach(async () => {
  connectionId = newId("connection");
  businessId = newId("business");
  const productId = newId("product");
  const secret = (text: string, column: string) =>
    encrypt(text, `payment_connections.${column}:${connectionId}`);
  await db().insert(businesses).values({ id: businessId, slug: businessId.toLowerCase(), name: "Demo" });
  await db()
    .insert(paymentConnections)
    .values({
      id: connectionId,
      businessId,
      provider: "stripe",
      name: "Stripe",
      apiKey: secret("sk_test_nothing", "api_key"),
      webhookSecret: secret("whsec_eA==", "webhook_secret"),
    });
  await db()
    .insert(products)
    .values({ id: productId, businessId, connectionId, externalId: "prod_1", name: "Poster" });
  await db()
    .insert(productPrices)
    .values({ id: newId("price"), productId, connectionId, externalId: "price_1" });
});

async function hear(type: string, object: object) {
  const id = newId("inboxEvent");
  const body = JSON.stringify({ id, type, created: 1_790_000_000, data: { object } });
  await db()
    .insert(inboxEvents)
    .values({ id, connectionId, businessId, externalId: id, bodyHash: id, type, body });
  await applyEvent(id);
  return id;
}

async function eventOf(id: string) {
  const [row] = await db().select().from(inboxEvents).where(eq(inboxEvents.id, id));
  return row;
}

const intent = { id: "pi_1", amount: 900, currency: "usd", customer: "cus_1", receipt_email: "kim@x.test" };
const invoice = {
  id: "in_1",
  customer: "cus_1",
  customer_email: "kim@x.test",
  amount_paid: 900,
  currency: "usd",
  payment_intent: "pi_1",
  lines: { data: [{ type: "invoiceitem", quantity: 1, price: { id: "price_1", product: "prod_1" } }] },
};

test("a payment that no checkout or invoice explains carried money and gave nothing", async () => {
  expect(await eventOf(await hear("payment_intent.succeeded", intent))).toMatchObject({
    gaveNothing: "unexplained",
    saleId: "pi_1",
    person: "kim@x.test",
    outcome: expect.stringContaining("names no product"),
  });
  const free = await hear("charge.succeeded", { id: "ch_free", amount: 0 });
  expect(await eventOf(free)).toMatchObject({ gaveNothing: null });
});

test.each([
  ["the payment first", true],
  ["the invoice first", false],
])("%s: the invoice explains it", async (_, paymentFirst) => {
  const early = paymentFirst && (await hear("payment_intent.succeeded", intent));
  const sale = await hear("invoice.paid", invoice);
  const payment = early || (await hear("payment_intent.succeeded", intent));
  expect(await eventOf(payment)).toMatchObject({
    gaveNothing: null,
    outcome: "the payment of a sale that another event told of",
  });
  expect(await eventOf(sale)).toMatchObject({
    gaveNothing: "product_gives_nothing",
    outcome: "payment; Poster gives nothing: no entitlement is attached to it",
  });
});
