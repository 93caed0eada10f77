import type { accesses } from "@/db/schema";
import { callDeadlineMs } from "@/lib/discord/request";
import type { Seen } from "./plan-access";

/** How a person came into a guild, as far as we know, and what the claims that ended since then said. */
export type Arrival = Pick<
  typeof accesses.$inferSelect,
  "joinedByUs" | "joinedAt" | "addingAt" | "leaving" | "staying"
>;

/** How long after sending a call may still take effect. */
export const lateEffectSeconds = callDeadlineMs / 1000 + 5;

/** Our clock and Discord's may differ by this much. */
const skewMs = 5_000;

/**
 * What we know about the person's arrival after one more read of the member. Discord's `joined_at` changes only when
 * somebody leaves and comes back, so another one starts over: only an add of ours at that moment makes it our doing.
 * Pure; the same read twice changes nothing.
 */
export function arrivalSeen(known: Arrival, seen: Seen): Arrival {
  if (!seen.present) return { ...known, joinedByUs: null, joinedAt: null, leaving: false, staying: false };
  const { joinedAt } = seen;
  if (!joinedAt || joinedAt.getTime() === known.joinedAt?.getTime()) return known;
  // From before `joined_at` was stored, or somebody who was there before us.
  if (!known.joinedAt && !known.addingAt) return { ...known, joinedAt };
  const joinedByUs = wasAddedAt(known.addingAt, joinedAt) || null;
  return { joinedByUs, joinedAt, addingAt: null, leaving: false, staying: false };
}

/** Whether an add whose answer was lost explains this arrival. The person was absent just before we sent it. */
function wasAddedAt(addingAt: Date | null, joinedAt: Date): boolean {
  if (!addingAt) return false;
  const afterMs = joinedAt.getTime() - addingAt.getTime();
  return afterMs >= -skewMs && afterMs <= lateEffectSeconds * 1000 + skewMs;
}

/** Whether the person left and came back since the last read, without a read in between. */
export function cameBack(known: Arrival, seen: Seen): boolean {
  return known.joinedAt !== null && seen.present && arrivalSeen(known, seen).joinedAt !== known.joinedAt;
}
