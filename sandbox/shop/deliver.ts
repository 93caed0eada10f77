import type { World } from "../state";
import { type Attempt, post, type SignedRequest } from "./post";

/** One event to one endpoint. */
export type Delivery = {
  endpoint_id: string;
  state: "held" | "waiting" | "delivered" | "failed";
  attempts: Attempt[];
  next_attempt_at: string | null;
};

export type SentEvent = { id: string; type: string; deliveries: Delivery[] };

/** How the events of one account reach its endpoints, whichever provider it is. */
export type Outbox<Event extends SentEvent = SentEvent> = {
  readonly world: World;
  readonly events: ReadonlyMap<string, Event>;
  /** What happens to a new event: it is sent, held back, or given up before the first attempt. */
  readonly fate: "waiting" | "held" | "failed";
  /** The delays between the attempts of one delivery; after the last attempt it has failed. */
  readonly retryDelays: readonly number[];
  /** False if a reset removed the account while a timer ran. */
  isOpen(): boolean;
  /** The endpoints that want this event now. */
  endpointsFor(event: Event): string[];
  /** Signs one attempt; undefined if the endpoint is gone. */
  signerFor(event: Event, endpointId: string): (() => SignedRequest) | undefined;
  changed(): void;
};

/** Starts delivering a new event to every endpoint that wants it. */
export function send<Event extends SentEvent>(outbox: Outbox<Event>, event: Event): void {
  for (const endpointId of outbox.endpointsFor(event)) {
    const delivery = newDelivery(endpointId, outbox.fate);
    event.deliveries.push(delivery);
    if (delivery.state === "waiting") sendLater(outbox, event, delivery, 0);
  }
  outbox.changed();
}

export function newDelivery(endpointId: string, state: Delivery["state"]): Delivery {
  return { endpoint_id: endpointId, state, attempts: [], next_attempt_at: null };
}

/** Sends the events that were held back, oldest first. */
export function releaseHeld<Event extends SentEvent>(outbox: Outbox<Event>): void {
  for (const event of outbox.events.values()) {
    for (const delivery of event.deliveries) {
      if (delivery.state !== "held") continue;
      delivery.state = "waiting";
      sendLater(outbox, event, delivery, 0);
    }
  }
  outbox.changed();
}

/** After a restart: schedules the attempts that were still due. */
export function resumeDeliveries<Event extends SentEvent>(outbox: Outbox<Event>): void {
  for (const event of outbox.events.values()) {
    for (const delivery of event.deliveries) {
      if (delivery.state !== "waiting") continue;
      const due = delivery.next_attempt_at ? Date.parse(delivery.next_attempt_at) : 0;
      sendLater(outbox, event, delivery, Math.max(0, due - Date.now()));
    }
  }
}

function sendLater<Event extends SentEvent>(
  outbox: Outbox<Event>,
  event: Event,
  delivery: Delivery,
  delay: number,
): void {
  delivery.next_attempt_at = new Date(Date.now() + delay).toISOString();
  const timer = setTimeout(() => {
    // A resend may have come first.
    if (outbox.isOpen() && delivery.state === "waiting") void attempt(outbox, event, delivery, false);
  }, delay);
  timer.unref();
}

/** Makes one attempt. A scheduled attempt that fails schedules the next; one by hand does not. */
export async function attempt<Event extends SentEvent>(
  outbox: Outbox<Event>,
  event: Event,
  delivery: Delivery,
  byHand: boolean,
): Promise<Attempt> {
  const sign = outbox.signerFor(event, delivery.endpoint_id);
  const done = sign
    ? await post(delivery.endpoint_id, sign)
    : { at: new Date().toISOString(), status: null, error: closed, answer: "", ms: 0 };
  const result: Attempt = { ...done, by_hand: byHand };
  delivery.attempts.push(result);
  const accepted = result.status !== null && result.status >= 200 && result.status < 300;
  if (accepted) settle(delivery, "delivered");
  else if (!sign) settle(delivery, "failed");
  else if (!byHand) scheduleNext(outbox, event, delivery);
  outbox.changed();
  return result;
}

const closed = "The endpoint was deleted or disabled.";

function settle(delivery: Delivery, state: Delivery["state"]): void {
  delivery.state = state;
  delivery.next_attempt_at = null;
}

function scheduleNext<Event extends SentEvent>(
  outbox: Outbox<Event>,
  event: Event,
  delivery: Delivery,
): void {
  if (delivery.state !== "waiting") return;
  const tried = delivery.attempts.filter((one) => !one.by_hand).length;
  const delay = outbox.retryDelays[tried - 1];
  if (delay === undefined) settle(delivery, "failed");
  else sendLater(outbox, event, delivery, outbox.world.scaled(delay));
}
