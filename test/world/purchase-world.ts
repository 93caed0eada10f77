import { db } from "@/db/client";
import { inboxEvents, paymentConnections, products } from "@/db/schema";
import { encrypt } from "@/lib/crypto";
import { newId } from "@/lib/ids";
import { applyEvent } from "@/lib/purchases/apply-event";

/** For tests of purchases: a connected payment provider with a product. */
export async function connectProvider(
  businessId: string,
): Promise<{ connectionId: string; productId: string }> {
  const connectionId = newId("connection");
  const productId = newId("product");
  await db()
    .insert(paymentConnections)
    .values({
      id: connectionId,
      businessId,
      provider: "dodo",
      name: "Shop",
      apiKey: encrypt("key", `payment_connections.api_key:${connectionId}`),
      webhookSecret: encrypt("whsec_eA==", `payment_connections.webhook_secret:${connectionId}`),
    });
  await db()
    .insert(products)
    .values({
      id: productId,
      businessId,
      connectionId,
      externalId: `theirs_${productId}`,
      name: "Pro",
      interval: "Month",
      intervalCount: 1,
    });
  return { connectionId, productId };
}

type Event = { type: string; data: Record<string, unknown>; at: string };

export async function recordEvent(
  businessId: string,
  connectionId: string,
  { type, data, at }: Event,
): Promise<void> {
  const id = newId("inboxEvent");
  const body = JSON.stringify({ type, timestamp: at, data });
  await db()
    .insert(inboxEvents)
    .values({ id, connectionId, businessId, externalId: id, bodyHash: id, type, body });
  await applyEvent(id);
}

const buyer = { customer_id: "cus_buyer", email: "cora@example.com", name: "Cora" };

export async function recordSale(businessId: string): Promise<{ productId: string; connectionId: string }> {
  const { connectionId, productId } = await connectProvider(businessId);
  const theirs = `theirs_${productId}`;
  const event = (type: string, data: Record<string, unknown>, at: string) =>
    recordEvent(businessId, connectionId, { type, data: { customer: buyer, ...data }, at });
  await event(
    "subscription.active",
    {
      subscription_id: "sub_1",
      product_id: theirs,
      status: "active",
      currency: "USD",
      recurring_pre_tax_amount: 1900,
      next_billing_date: "2026-12-01T00:00:00Z",
    },
    "2026-11-01T10:00:00.123456Z",
  );
  const paid = { total_amount: 1900, currency: "USD", status: "succeeded" };
  await event(
    "payment.succeeded",
    { ...paid, payment_id: "pay_1", subscription_id: "sub_1" },
    "2026-11-01T10:00:01Z",
  );
  await event(
    "payment.succeeded",
    { ...paid, payment_id: "pay_2", product_cart: [{ product_id: theirs, quantity: 1 }] },
    "2026-11-02T10:00:00Z",
  );
  await event(
    "refund.succeeded",
    { refund_id: "ref_1", payment_id: "pay_2", amount: 500, is_partial: true },
    "2026-11-03T10:00:00Z",
  );
  return { productId, connectionId };
}
