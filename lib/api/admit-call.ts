import { type KeyInUse, takeCalls } from "@/lib/api-keys";
import { hashToken } from "@/lib/crypto";
import { ApiError } from "./api-error";
import { callsPerSecond } from "./limits";

export type Admitted = { key: KeyInUse; headers: Record<string, string> };

/**
 * Calls that this process has taken for a key and not yet used, within one second by the database's clock. A
 * busy key asks the database a few times a second and not with each call; a revoked one is refused within it.
 */
type Held = {
  key: KeyInUse;
  left: number;
  /** Calls taken for it in this second, in all. */
  taken: number;
  until: number;
  limitReached: boolean;
};
const held = new Map<string, Held>();
const taking = new Map<string, Promise<Held | null>>();
const mostHeld = 1000;

/** Whose call it is, counted against the key's limit over all processes. All wrong keys look the same. */
export async function admitCall(request: Request): Promise<Admitted> {
  const presented = /^Bearer ([\w-]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const spent = presented ? await spendCall(presented) : null;
  if (!spent) throw new ApiError("UNAUTHORIZED", "Send a valid API key: Authorization: Bearer <key>");
  const { key, left, limitReached } = spent;
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

/** Uses one held call; when there is none, one caller takes more and the others wait for it. */
async function spendCall(presented: string): Promise<Held | null> {
  const name = hashToken(presented);
  for (;;) {
    const now = held.get(name);
    const lasts = now !== undefined && now.until > performance.now();
    if (lasts && now.limitReached) return now;
    if (lasts && now.left > 0) {
      now.left -= 1;
      return { ...now };
    }
    const under = taking.get(name);
    const more = under ?? takeMore(name, presented, howMany(now, lasts), lasts ? now.taken : 0);
    if ((await more) === null) return null;
  }
}

/**
 * As many again as in this second so far, or half as many as in the one before: a key that is hardly used holds
 * back none from other processes.
 */
function howMany(now: Held | undefined, lasts: boolean): number {
  if (!now) return 1;
  const justBefore = now.until > performance.now() - 1_000;
  const expected = lasts ? now.taken : justBefore ? (now.taken - now.left) / 2 : 1;
  return Math.min(16, Math.max(1, Math.floor(expected)));
}

function takeMore(name: string, presented: string, take: number, before: number): Promise<Held | null> {
  const more = takeCalls(presented, take)
    .then((key) => {
      held.delete(name);
      if (!key) return null;
      const left = Math.max(0, Math.min(take, callsPerSecond - key.calls + take));
      // At least the call that waits is served, however little of the second is left.
      const until = performance.now() + Math.max(key.msLeft, 20);
      const fresh = { key, left, taken: before + take, until, limitReached: left === 0 };
      if (held.size >= mostHeld) held.clear();
      held.set(name, fresh);
      return fresh;
    })
    .finally(() => taking.delete(name));
  taking.set(name, more);
  return more;
}
