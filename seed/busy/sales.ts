import { createHash } from "node:crypto";
import { db } from "@/db/client";
import { inboxEvents } from "@/db/schema";
import { env } from "@/lib/env";
import { newId } from "@/lib/ids";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { providerOf } from "@/lib/payments/connections/provider-of";
import { applyEvent } from "@/lib/purchases/apply-event";
import type { Customer } from "./customers";
import { control, each } from "./sandbox-control";

type Sale = { payment_id: string; subscription_id: string | null; events: string[] };
type ShopEvent = { id: string; type: string; body: { timestamp: string; data: Record<string, unknown> } };

/** The shop, whose events are stored back-dated by the seed instead of being sent by the shop. */
export type Shop = {
  connection: ConnectionRow;
  sales: Map<string, Sale>;
  unstored: Map<string, string[]>;
  events: Map<string, ShopEvent>;
};

export function openShop(connection: ConnectionRow): Shop {
  return { connection, sales: new Map(), unstored: new Map(), events: new Map() };
}

export async function sell(shop: Shop, customers: readonly Customer[]): Promise<void> {
  await each(customers, async ({ email, name, offer }) => {
    const sale = await control<Sale>("/shop/buy", { product: offer, email, name });
    shop.sales.set(email, sale);
    shop.unstored.set(email, sale.events);
  });
  await readEvents(shop);
}

/** Takes one step of each customer's subscription or payment at the provider, such as `cancel` or `refund`. */
export async function change(
  shop: Shop,
  customers: readonly Customer[],
  step: (customer: Customer) => { path: string; body?: object },
): Promise<void> {
  await each(customers, async (customer) => {
    const sale = shop.sales.get(customer.email);
    const { path, body = {} } = step(customer);
    const what = path.startsWith("payments")
      ? path.replace(":id", sale?.payment_id ?? "")
      : path.replace(":id", sale?.subscription_id ?? "");
    const { events } = await control<{ events: string[] }>(`/shop/${what}`, body);
    shop.unstored.set(customer.email, events);
  });
  await readEvents(shop);
}

async function readEvents(shop: Shop): Promise<void> {
  const { events } = await control<{ events: ShopEvent[] }>("/shop/events");
  shop.events = new Map(events.map((event) => [event.id, event]));
}

/** Stores and applies the shop's new events about this customer, as if they had been sent at that time. */
export async function storeEvents(shop: Shop, { email }: Customer, at: Date): Promise<void> {
  const unstored = shop.unstored.get(email) ?? [];
  shop.unstored.delete(email);
  for (const id of unstored) {
    const event = shop.events.get(id);
    if (event) await storeEvent(shop.connection, event, at);
  }
}

async function storeEvent(connection: ConnectionRow, event: ShopEvent, at: Date): Promise<void> {
  const body = JSON.stringify(backDated(event, at));
  const id = newId("inboxEvent");
  await db()
    .insert(inboxEvents)
    .values({
      id,
      connectionId: connection.id,
      businessId: connection.businessId,
      externalId: event.id,
      bodyHash: createHash("sha256").update(body).digest("hex"),
      type: event.type,
      body,
    });
  await applyEvent(id);
}

const isTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const month = 30 * 86_400_000;

/** The event with all its times moved to `at`; the next billing date becomes the first one in the future. */
function backDated({ body }: ShopEvent, at: Date): unknown {
  const shift = at.getTime() - Date.parse(body.timestamp);
  return JSON.parse(JSON.stringify(body), (key, value) => {
    if (typeof value !== "string" || !isTime.test(value)) return value;
    let time = Date.parse(value) + shift;
    if (key === "next_billing_date") while (time < Date.now()) time += month;
    return new Date(time).toISOString();
  });
}

/** Turns the shop's own webhooks on or off. They are off while the past is seeded. */
export async function setSending(connection: ConnectionRow, sends: boolean): Promise<void> {
  const { access } = providerOf(connection);
  const base = access.baseUrl ?? env().DODO_PAYMENTS_BASE_URL;
  const headers = { authorization: `Bearer ${access.apiKey}`, "content-type": "application/json" };
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${base}/webhooks${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`The shop answered ${response.status}`);
    return response.json();
  };
  const { data } = (await call("")) as { data: { id: string }[] };
  for (const { id } of data)
    await call(`/${id}`, { method: "PATCH", body: JSON.stringify({ disabled: !sends }) });
}
