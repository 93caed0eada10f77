import { isDeepStrictEqual } from "node:util";
import { send } from "../deliver";
import type { StripeAccount } from "./account";
import type { Merchant } from "./merchant";
import type { Presented, StripeEvent } from "./objects";
import { outboxOf } from "./outbox";
import { present } from "./present";
import { stripeId } from "./stripe-id";

type Kept = { object: string; id?: string };

const kept = 30 * 86_400;

/** Writes an event down, with its object as it is at this moment, and sends it to every endpoint that wants it. */
export function emit(
  merchant: Merchant,
  type: string,
  object: Kept,
  previous: Record<string, unknown> | null = null,
): void {
  const { account, now } = merchant;
  const event: StripeEvent = {
    id: stripeId("evt"),
    type,
    created: now(),
    object: present(account, object),
    previous,
    request: null,
    deliveries: [],
  };
  forgetOld(account, now() - kept);
  account.events.set(event.id, event);
  merchant.sent.push(event.id);
  send(outboxOf(merchant), event);
}

/** Changes an object and sends events that say what it was before. */
export function change<T extends Kept>(
  merchant: Merchant,
  types: string | string[],
  object: T,
  make: (object: T) => void,
): void {
  const before = present(merchant.account, object);
  make(object);
  const previous = differences(before, present(merchant.account, object));
  for (const type of [types].flat()) emit(merchant, type, object, previous);
}

function differences(before: Presented, after: Presented): Record<string, unknown> {
  const changed = Object.keys(after).filter((name) => !isDeepStrictEqual(before[name], after[name]));
  return Object.fromEntries(changed.map((name) => [name, before[name] ?? null]));
}

/** Events stand in the order in which they happened, so the old ones are the first. */
function forgetOld(account: StripeAccount, before: number): void {
  for (const event of account.events.values()) {
    if (event.created >= before) return;
    account.events.delete(event.id);
  }
}
