import type { APIPromise } from "dodopayments";
import { GatehouseError } from "@/lib/errors";
import type { ListedPage, ProviderAccess, ProviderEvent, WantedPage } from "@/lib/payments/provider";
import { call, client } from "./client";

const pageSize = 100;

/** A page of a Dodo list, with each item as the webhook event that would have reported it. */
export async function listDodoPage(
  access: ProviderAccess,
  { list, cursor, since }: WantedPage,
): Promise<ListedPage> {
  // We count pages ourselves: the SDK's iterator skips a page, because the server counts from 0.
  const page = Number(cursor ?? 0);
  const wanted = {
    page_number: page,
    page_size: pageSize,
    ...(since && { created_at_gte: since.toISOString() }),
  };
  switch (list) {
    case "payments":
      return listPayments(access, wanted);
    case "refunds":
      return listRefunds(access, wanted);
    case "subscriptions":
      return listSubscriptions(access, wanted);
    case "disputes":
      return listDisputes(access, wanted);
    case "events":
      throw new Error("Dodo Payments keeps no list of events");
  }
}

type Query = { page_number: number; page_size: number; created_at_gte?: string };

async function listPayments(access: ProviderAccess, query: Query): Promise<ListedPage> {
  const { payments } = client(access);
  const { items, asOf } = await readPage(() => payments.list({ ...query, status: "succeeded" }));
  return pageOf(query.page_number, items, (item) => ({
    id: item.payment_id,
    createdAt: new Date(item.created_at),
    event: eventOf("payment.succeeded", asOf, "Payment", item),
    // The list doesn't include the products.
    async complete() {
      const { data, asOf } = await dated(() => payments.retrieve(item.payment_id));
      return eventOf("payment.succeeded", asOf, "Payment", data);
    },
  }));
}

async function listRefunds(access: ProviderAccess, query: Query): Promise<ListedPage> {
  const { items, asOf } = await readPage(() =>
    client(access).refunds.list({ ...query, status: "succeeded" }),
  );
  return pageOf(query.page_number, items, (item) => {
    const event = eventOf("refund.succeeded", asOf, "Refund", item);
    return { id: item.refund_id, createdAt: new Date(item.created_at), event, complete: async () => event };
  });
}

async function listDisputes(access: ProviderAccess, query: Query): Promise<ListedPage> {
  const { items, asOf } = await readPage(() => client(access).disputes.list(query));
  return pageOf(query.page_number, items, (item) => {
    // The status dispute_lost is told by the event dispute.lost.
    const event = eventOf(item.dispute_status.replace("_", "."), asOf, "Dispute", item);
    return { id: item.dispute_id, createdAt: new Date(item.created_at), event, complete: async () => event };
  });
}

async function listSubscriptions(access: ProviderAccess, query: Query): Promise<ListedPage> {
  const { items, asOf } = await readPage(() => client(access).subscriptions.list(query));
  return pageOf(query.page_number, items, (item) => {
    const event = eventOf("subscription.updated", asOf, "Subscription", item);
    return {
      id: item.subscription_id,
      createdAt: new Date(item.created_at),
      event,
      complete: async (begins) => (begins ? { ...event, type: "subscription.active" } : event),
    };
  });
}

function pageOf<Item>(
  page: number,
  items: Item[],
  listed: (item: Item) => ListedPage["items"][number],
): ListedPage {
  return { items: items.map(listed), next: items.length < pageSize ? null : String(page + 1) };
}

function eventOf(type: string, timestamp: string, payload_type: string, data: object): ProviderEvent {
  return { type, timestamp, data: { payload_type, ...data } };
}

async function readPage<Item>(request: () => APIPromise<{ items: Item[] }>) {
  const { data, asOf } = await dated(request);
  return { items: data.items, asOf };
}

/**
 * A response, with a time by the provider's clock that is no later than its data: the Date header minus the call's
 * duration. An event for a change made during the call is then newer and wins.
 */
async function dated<T>(request: () => APIPromise<T>): Promise<{ data: T; asOf: string }> {
  const startedAt = performance.now();
  const { data, response } = await call(() => request().withResponse());
  const answeredAt = Date.parse(response.headers.get("date") ?? "");
  if (Number.isNaN(answeredAt))
    throw new GatehouseError("unavailable", "Dodo Payments does not say when it answered");
  return { data, asOf: new Date(answeredAt - (performance.now() - startedAt)).toISOString() };
}
