import { createHash } from "node:crypto";
import { db } from "@/db/client";
import { inboxEvents } from "@/db/schema";
import { env } from "@/lib/env";
import { newId } from "@/lib/ids";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { providerOf } from "@/lib/payments/connections";
import { applyEvent } from "@/lib/purchases/apply-event";
import type { Customer } from "./customers";
import { control, each } from "./sandbox-control";

type Sale = { payment_id: string; subscription_id: string | null; events: string[] };
type ShopEvent = { id: string; type: string; body: { timestamp: string; data: Record<string, unknown> } };

/** The shop, with its events told by us, back-dated, instead of sent by it. */
export type Shop = {
  connection: ConnectionRow;
  sales: Map<string, Sale>;
  untold: Map<string, string[]>;
  events: Map<string, ShopEvent>;
};

export function openShop(connection: ConnectionRow): Shop {
  return { connection, sales: new Map(), untold: new Map(), events: new Map() };
}

export async function sell(shop: Shop, customers: readonly Customer[]): Promise<void> {
  await each(customers, async ({ email, name, offer }) => {
    const sale = await control<Sale>("/shop/buy", { product: offer, email, name });
    shop.sales.set(email, sale);
    shop.untold.set(email, sale.events);
  });
  await readEvents(shop);
}

/** One step of each customer's subscription or payment at the provider, such as `cancel` or `refund`. */
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
    shop.untold.set(customer.email, events);
  });
  await readEvents(shop);
}

async function readEvents(shop: Shop): Promise<void> {
  const { events } = await control<{ events: ShopEvent[] }>("/shop/events");
  shop.events = new Map(events.map((event) => [event.id, event]));
}

/** Takes in what the shop has to say of this customer, as if it had said it at that time. */
export async function takeIn(shop: Shop, { email }: Customer, at: Date): Promise<void> {
  const untold = shop.untold.get(email) ?? [];
  shop.untold.delete(email);
  for (const id of untold) {
    const event = shop.events.get(id);
    if (event) await takeInOne(shop.connection, event, at);
  }
}

async function takeInOne(connection: ConnectionRow, event: ShopEvent, at: Date): Promise<void> {
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

/** The event with all its times moved to `at`; the next billing date is the first one that lies ahead. */
function backDated({ body }: ShopEvent, at: Date): unknown {
  const shift = at.getTime() - Date.parse(body.timestamp);
  return JSON.parse(JSON.stringify(body), (key, value) => {
    if (typeof value !== "string" || !isTime.test(value)) return value;
    let time = Date.parse(value) + shift;
    if (key === "next_billing_date") while (time < Date.now()) time += month;
    return new Date(time).toISOString();
  });
}

/** Keeps the shop from sending (or lets it send again): the past is not announced to anybody. */
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
