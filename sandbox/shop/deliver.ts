import { Webhook } from "standardwebhooks";
import type { Account, Attempt, Delivery, Endpoint, ShopEvent } from "./accounts";
import { eventBody } from "./event-body";
import type { Shop } from "./open-shop";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
/** Dodo's eight attempts: at once, then after each of these; then the delivery has failed. */
export const retryDelays = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour];
const answerWithin = 15 * second;
/** An endpoint that hangs must not make the sandbox open thousands of sockets to it. */
const atOnce = 24;

const busy = new Map<string, { running: number; queue: (() => void)[] }>();

export function sendLater(
  shop: Shop,
  account: Account,
  event: ShopEvent,
  delivery: Delivery,
  delay: number,
): void {
  delivery.next_attempt_at = new Date(Date.now() + delay).toISOString();
  const timer = setTimeout(() => {
    // A reset may have closed the account, a resend may have been faster.
    const isCurrent = shop.accounts.get(account.business_id) === account;
    if (isCurrent && delivery.state === "waiting") void attempt(shop, account, event, delivery, false);
  }, delay);
  timer.unref();
}

/** Sends once. A failure by the schedule plans the next attempt; one by hand does not. */
export async function attempt(
  shop: Shop,
  account: Account,
  event: ShopEvent,
  delivery: Delivery,
  byHand: boolean,
): Promise<Attempt> {
  const endpoint = account.endpoints.get(delivery.endpoint_id);
  const done = endpoint
    ? await oneOfFew(endpoint.id, () => post(endpoint, event.id, eventBody(account, event)))
    : { at: new Date().toISOString(), status: null, error: "The endpoint was deleted.", answer: "", ms: 0 };
  const result: Attempt = { ...done, by_hand: byHand };
  delivery.attempts.push(result);
  const accepted = result.status !== null && result.status >= 200 && result.status < 300;
  if (accepted) settle(delivery, "delivered");
  else if (!endpoint) settle(delivery, "failed");
  else if (!byHand) planNext(shop, account, event, delivery);
  shop.changed();
  return result;
}

function settle(delivery: Delivery, state: Delivery["state"]): void {
  delivery.state = state;
  delivery.next_attempt_at = null;
}

function planNext(shop: Shop, account: Account, event: ShopEvent, delivery: Delivery): void {
  if (delivery.state !== "waiting") return;
  const tried = delivery.attempts.filter((one) => !one.by_hand).length;
  const delay = retryDelays[tried - 1];
  if (delay === undefined) settle(delivery, "failed");
  else sendLater(shop, account, event, delivery, shop.world.scaled(delay));
}

/** After a restart: the attempts that were still to come. */
export function resumeDeliveries(shop: Shop): void {
  for (const account of shop.accounts.values()) {
    for (const event of account.events.values()) {
      for (const delivery of event.deliveries) {
        if (delivery.state !== "waiting") continue;
        const due = delivery.next_attempt_at ? Date.parse(delivery.next_attempt_at) : 0;
        sendLater(shop, account, event, delivery, Math.max(0, due - Date.now()));
      }
    }
  }
}

async function post(endpoint: Endpoint, id: string, body: string): Promise<Omit<Attempt, "by_hand">> {
  const sentAt = new Date();
  const headers = {
    ...endpoint.headers,
    "content-type": "application/json",
    "user-agent": "Dodo-Payments-Sandbox/1.0",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1000)),
    "webhook-signature": new Webhook(endpoint.secret).sign(id, sentAt, body),
  };
  const outcome = { at: sentAt.toISOString(), status: null, error: null, answer: "" };
  const took = () => Date.now() - sentAt.getTime();
  try {
    const reply = await fetch(endpoint.url, {
      method: "POST",
      headers,
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(answerWithin),
    });
    const answer = (await reply.text()).slice(0, 500);
    return { ...outcome, status: reply.status, answer, ms: took() };
  } catch (problem) {
    return { ...outcome, error: inWords(problem), ms: took() };
  }
}

function inWords(problem: unknown): string {
  if (!(problem instanceof Error)) return "The request failed.";
  if (problem.name === "TimeoutError") return "No answer within 15 seconds.";
  const cause = problem.cause instanceof Error ? problem.cause.message : "";
  return cause || problem.message;
}

async function oneOfFew<T>(key: string, work: () => Promise<T>): Promise<T> {
  const lane = busy.get(key) ?? { running: 0, queue: [] };
  busy.set(key, lane);
  if (lane.running >= atOnce) await new Promise<void>((go) => lane.queue.push(go));
  else lane.running++;
  try {
    return await work();
  } finally {
    const next = lane.queue.shift();
    if (next) next();
    else if (--lane.running === 0) busy.delete(key);
  }
}
