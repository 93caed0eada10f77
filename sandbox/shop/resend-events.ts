import { randomUUID } from "node:crypto";
import { attempt, type Delivery, newDelivery, type Outbox, type SentEvent } from "./deliver";

export type ResendOptions = {
  event_id?: string;
  shuffle?: boolean;
  /** How many times each event is sent; the copies go out together unless they are shuffled. */
  duplicate?: number;
  delay_ms?: number;
};

/**
 * Sends events again, as on a provider's bad day: late, several times, in any order. Each attempt gets a new
 * signature, and none is retried. Returns the order at once; `done` resolves when everything was sent.
 */
export function resendEvents<Event extends SentEvent>(
  outbox: Outbox<Event>,
  options: ResendOptions,
): { order: string[]; done: Promise<void> } {
  const named = options.event_id ? outbox.events.get(options.event_id) : undefined;
  const events = options.event_id ? (named ? [named] : []) : [...outbox.events.values()];
  const times = options.duplicate ?? 1;
  const rounds: Event[][] = options.shuffle
    ? shuffled(events.flatMap((event) => Array<Event>(times).fill(event))).map((event) => [event])
    : events.map((event) => Array<Event>(times).fill(event));
  const done = sendRounds(outbox, rounds, options.delay_ms ?? 0);
  return { order: rounds.flat().map((event) => event.id), done };
}

async function sendRounds<Event extends SentEvent>(
  outbox: Outbox<Event>,
  rounds: Event[][],
  delay: number,
): Promise<void> {
  for (const round of rounds) {
    if (delay > 0) await new Promise((go) => setTimeout(go, delay).unref());
    await Promise.all(round.flatMap((event) => sendToAll(outbox, event)));
  }
}

function sendToAll<Event extends SentEvent>(outbox: Outbox<Event>, event: Event): Promise<unknown>[] {
  return outbox
    .endpointsFor(event)
    .map((endpointId) => attempt(outbox, event, deliveryTo(event, endpointId), true));
}

/** An endpoint may be newer than the event; then this is its first delivery. */
function deliveryTo(event: SentEvent, endpointId: string): Delivery {
  const known = event.deliveries.find((delivery) => delivery.endpoint_id === endpointId);
  if (known) return known;
  const added = newDelivery(endpointId, "failed");
  event.deliveries.push(added);
  return added;
}

function shuffled<T>(items: T[]): T[] {
  const keyed = items.map((item) => ({ item, key: randomUUID() }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ item }) => item);
}
