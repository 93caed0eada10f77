import { z } from "zod";
import type { SubscriptionSeen } from "@/db/schema";
import type { Listed, ListedPage, ProviderAccess, ProviderEvent, WantedPage } from "@/lib/payments/provider";
import { dated, find, get } from "./client";
import { webhookEvents } from "./events";
import { readSubscription, subscriptionShape, time } from "./subscription";

/** A page of the events that Paddle still keeps, or of all subscriptions as they are now. Both newest first. */
export async function listPaddlePage(access: ProviderAccess, wanted: WantedPage): Promise<ListedPage> {
  if (wanted.list === "events") return listEvents(access, wanted);
  if (wanted.list === "subscriptions") return listSubscriptions(access, wanted);
  throw new Error(`Paddle's ${wanted.list} are read through its events`);
}

const listedEvent = z.looseObject({
  event_id: z.string(),
  event_type: z.string(),
  occurred_at: time,
  data: z.looseObject({}),
});

async function listEvents(access: ProviderAccess, wanted: WantedPage): Promise<ListedPage> {
  const { data, next } = await get(access, "/events", pageQuery(wanted));
  const types = new Set(webhookEvents);
  const events = z.array(listedEvent).parse(data);
  const items = events
    .filter(({ event_type }) => types.has(event_type))
    .map((event): Listed => {
      const sent = { ...event, type: event.event_type, timestamp: event.occurred_at };
      return {
        id: event.event_id,
        eventId: event.event_id,
        createdAt: new Date(event.occurred_at),
        event: sent,
        complete: async () => sent,
      };
    });
  return { items, next: isBehind(wanted, events.at(-1)?.occurred_at) ? null : next };
}

async function listSubscriptions(access: ProviderAccess, wanted: WantedPage): Promise<ListedPage> {
  const { answer, asOf } = await dated(() => get(access, "/subscriptions", pageQuery(wanted)));
  const found = z.array(z.looseObject({ id: z.string(), created_at: time })).parse(answer.data);
  const items = found.map((subscription): Listed => {
    const as = (type: string): ProviderEvent & { event_type: string; occurred_at: string } => ({
      type,
      event_type: type,
      timestamp: asOf,
      occurred_at: asOf,
      data: subscription,
    });
    return {
      id: subscription.id,
      createdAt: new Date(subscription.created_at),
      event: as("subscription.updated"),
      complete: async (begins) => as(begins === "access" ? "subscription.activated" : "subscription.updated"),
    };
  });
  return { items, next: isBehind(wanted, found.at(-1)?.created_at) ? null : answer.next };
}

function pageQuery({ cursor }: WantedPage): Record<string, string> {
  return { order_by: "id[DESC]", per_page: "200", ...(cursor && { after: cursor }) };
}

/** Paddle's lists can't be filtered by time. They are newest first, so reading stops at the first older item. */
function isBehind({ since }: WantedPage, oldest: string | undefined): boolean {
  return since !== null && oldest !== undefined && Date.parse(oldest) < since.getTime();
}

/** The subscription as it is now; null if Paddle has none with this id. */
export async function findPaddleSubscription(
  access: ProviderAccess,
  id: string,
): Promise<SubscriptionSeen | null> {
  const { answer, asOf } = await dated(() => find(access, `/subscriptions/${encodeURIComponent(id)}`));
  return answer && readSubscription(subscriptionShape.parse(answer.data), asOf, false);
}
