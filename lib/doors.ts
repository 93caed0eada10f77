import { db, type Tx } from "@/db/client";
import { GatehouseError } from "@/lib/errors";
import { countWithin } from "./rate-counter";

/** Public doors, and how often one client address may come to each. */
const doors = {
  /** Asks for a mail: sign-in, portal sign-in, a new claim link. */
  mail: { times: 10, seconds: 3600 },
  /** Starts a round trip to Discord: claim link, portal. */
  connect: { times: 20, seconds: 60 },
  /** Comes back from Discord. */
  "discord-return": { times: 20, seconds: 60 },
  checkout: { times: 10, seconds: 60 },
  /** Shows an API key that is wrong. */
  "wrong-key": { times: 60, seconds: 60 },
  /** Sends an event whose signature is wrong. */
  "wrong-signature": { times: 60, seconds: 60 },
} as const;

export type Door = keyof typeof doors;

/**
 * Counts one visit of the client's address at a door, before anything else is written. Our HTTP entry has put the
 * address on the request; where it can't know it, nobody is counted. Throws `too_many_requests`.
 */
export async function passDoor(door: Door, headers: Headers): Promise<void> {
  const { times, seconds } = doors[door];
  if (!(await mayPass(door, headers))) throw tooMany(seconds / times);
}

/** The same for doors that answer with a page instead of an error. */
export async function mayPass(door: Door, headers: Headers): Promise<boolean> {
  const address = addressOf(headers);
  const { times, seconds } = doors[door];
  return address === null || countWithin(db(), `${door}:${address}`, times, seconds);
}

/** The client's address, or null where our entry can't know it. */
export function addressOf(headers: Headers): string | null {
  return headers.get("x-client-address");
}

/**
 * Whether something may be done once more for a person who need not have asked for it, such as mailing them a link. A
 * stranger's requests count against the stranger: each client address has its own share, and all together five.
 */
export async function countForSubject(
  tx: Tx,
  key: string,
  address: string | null,
  times: number,
  seconds: number,
): Promise<boolean> {
  if (!address) return countWithin(tx, key, times, seconds);
  return (
    (await countWithin(tx, `${key}:${address}`, times, seconds)) &&
    countWithin(tx, key, times * sharesPerSubject, seconds)
  );
}

const sharesPerSubject = 5;

export function tooMany(retryAfterSeconds: number): GatehouseError {
  const wait = Math.ceil(retryAfterSeconds);
  const words = wait <= 60 ? "a minute" : `${Math.ceil(wait / 60)} minutes`;
  return new GatehouseError(
    "too_many_requests",
    `Too many attempts. Wait ${words}, then try again.`,
    {},
    wait,
  );
}
