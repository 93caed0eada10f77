import { type Account, type Delivery, type Endpoint, type ShopEvent, shopId } from "./accounts";
import { attempt } from "./deliver";
import { newDelivery, wants } from "./events";
import type { Shop } from "./open-shop";
import { found } from "./shop";

export type BadDay = {
  event_id?: string;
  shuffle?: boolean;
  /** How often each event is sent in all; its copies go at the same moment unless they are shuffled. */
  duplicate?: number;
  delay_ms?: number;
};

/**
 * The provider's bad days: events again, late, several times, in any order. Each attempt is signed afresh and
 * none is retried. Answers the order at once, and `done` when everything was sent.
 */
export function resendEvents(
  shop: Shop,
  account: Account,
  day: BadDay,
): { order: string[]; done: Promise<void> } {
  const events = day.event_id ? [found(account.events, day.event_id)] : [...account.events.values()];
  const times = day.duplicate ?? 1;
  const rounds: ShopEvent[][] = day.shuffle
    ? shuffled(events.flatMap((event) => Array<ShopEvent>(times).fill(event))).map((event) => [event])
    : events.map((event) => Array<ShopEvent>(times).fill(event));
  const done = sendRounds(shop, account, rounds, day.delay_ms ?? 0);
  return { order: rounds.flat().map((event) => event.id), done };
}

async function sendRounds(shop: Shop, account: Account, rounds: ShopEvent[][], delay: number): Promise<void> {
  for (const round of rounds) {
    if (delay > 0) await new Promise((go) => setTimeout(go, delay).unref());
    await Promise.all(round.flatMap((event) => sendToAll(shop, account, event)));
  }
}

function sendToAll(shop: Shop, account: Account, event: ShopEvent): Promise<unknown>[] {
  const endpoints = [...account.endpoints.values()].filter((endpoint) => wants(endpoint, event.type));
  return endpoints.map((endpoint) => attempt(shop, account, event, deliveryTo(event, endpoint), true));
}

/** An endpoint may be younger than the event: then this is its first delivery. */
function deliveryTo(event: ShopEvent, endpoint: Endpoint): Delivery {
  const known = event.deliveries.find((delivery) => delivery.endpoint_id === endpoint.id);
  if (known) return known;
  const added = newDelivery(endpoint, "failed");
  event.deliveries.push(added);
  return added;
}

function shuffled<T>(items: T[]): T[] {
  const keyed = items.map((item) => ({ item, key: shopId("x") }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ item }) => item);
}
