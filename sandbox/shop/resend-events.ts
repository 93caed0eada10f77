import { randomUUID } from "node:crypto";
import { attempt, type Delivery, newDelivery, type Outbox, type SentEvent } from "./deliver";

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
export function resendEvents<Event extends SentEvent>(
  outbox: Outbox<Event>,
  day: BadDay,
): { order: string[]; done: Promise<void> } {
  const named = day.event_id ? outbox.events.get(day.event_id) : undefined;
  const events = day.event_id ? (named ? [named] : []) : [...outbox.events.values()];
  const times = day.duplicate ?? 1;
  const rounds: Event[][] = day.shuffle
    ? shuffled(events.flatMap((event) => Array<Event>(times).fill(event))).map((event) => [event])
    : events.map((event) => Array<Event>(times).fill(event));
  const done = sendRounds(outbox, rounds, day.delay_ms ?? 0);
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

/** An endpoint may be younger than the event: then this is its first delivery. */
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
