import { type KeyInUse, takeCalls } from "@/lib/api-keys";
import { hashToken } from "@/lib/crypto";
import { passDoor } from "@/lib/doors";
import { ApiError } from "./api-error";
import { callsPerSecond } from "./limits";

export type AdmittedCall = { key: KeyInUse; headers: Record<string, string> };

/**
 * Calls that this process has reserved for a key, good for one second by the database's clock. So a busy key
 * asks the database a few times a second instead of with each call, and a revoked key is refused within one.
 */
type Reservation = {
  key: KeyInUse;
  left: number;
  /** Calls reserved in this second, in all. */
  taken: number;
  until: number;
  limitReached: boolean;
};
const reservations = new Map<string, Reservation>();
const pending = new Map<string, Promise<Reservation | null>>();
const mostReservations = 1000;

/** Finds the key of a call and counts the call against its limit over all processes. Every wrong key gets the same answer. */
export async function admitCall(request: Request): Promise<AdmittedCall> {
  const presented = /^Bearer ([\w-]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const reservation = presented ? await spendCall(presented) : null;
  if (!reservation) await passDoor("wrong-key", request.headers);
  if (!reservation) throw new ApiError("UNAUTHORIZED", "Send a valid API key: Authorization: Bearer <key>");
  const { key, left, limitReached } = reservation;
  const headers = {
    "x-ratelimit-limit": String(callsPerSecond),
    "x-ratelimit-remaining": String(Math.max(0, callsPerSecond - key.calls + left)),
    "x-ratelimit-reset": String(key.reset),
  };
  if (limitReached)
    throw new ApiError("TOO_MANY_REQUESTS", `More than ${callsPerSecond} calls in one second with this key`, {
      headers: { ...headers, "retry-after": "1" },
    });
  return { key, headers };
}

/** Uses one reserved call; when there is none left, one caller reserves more and the others wait for it. */
async function spendCall(presented: string): Promise<Reservation | null> {
  const keyHash = hashToken(presented);
  for (;;) {
    const current = reservations.get(keyHash);
    const valid = current !== undefined && current.until > performance.now();
    if (valid && current.limitReached) return current;
    if (valid && current.left > 0) {
      current.left -= 1;
      return { ...current };
    }
    const more =
      pending.get(keyHash) ??
      reserveMore(keyHash, presented, howMany(current, valid), valid ? current.taken : 0);
    if ((await more) === null) return null;
  }
}

/**
 * As many again as in this second so far, or half as many as in the one before. A key with little traffic
 * therefore reserves few calls, and leaves the rest to other processes.
 */
function howMany(last: Reservation | undefined, valid: boolean): number {
  if (!last) return 1;
  const recent = last.until > performance.now() - 1_000;
  const expected = valid ? last.taken : recent ? (last.taken - last.left) / 2 : 1;
  return Math.min(16, Math.max(1, Math.floor(expected)));
}

function reserveMore(
  keyHash: string,
  presented: string,
  count: number,
  before: number,
): Promise<Reservation | null> {
  const more = takeCalls(presented, count)
    .then((key) => {
      reservations.delete(keyHash);
      if (!key) return null;
      const left = Math.max(0, Math.min(count, callsPerSecond - key.calls + count));
      // However little of the second is left, the call that waits for this reservation can use it.
      const until = performance.now() + Math.max(key.msLeft, 20);
      const reservation = { key, left, taken: before + count, until, limitReached: left === 0 };
      if (reservations.size >= mostReservations) reservations.clear();
      reservations.set(keyHash, reservation);
      return reservation;
    })
    .finally(() => pending.delete(keyHash));
  pending.set(keyHash, more);
  return more;
}
