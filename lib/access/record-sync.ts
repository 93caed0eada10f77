import { and, eq, ne, sql } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { ofAccess } from "@/db/of-access";
import { accesses, type FailureCode, grants } from "@/db/schema";
import { databaseNow } from "@/lib/clock";
import { failureWho, isServerProblem } from "@/lib/discord/failures";
import { claimsOf } from "@/lib/grants/claims";
import { arrivalSeen, lateEffectSeconds } from "./arrival";
import type { PlanResult } from "./carry-out";
import type { Seen } from "./plan-access";
import type { AccessState } from "./read-state";
import { recordRoles } from "./record-roles";
import { settleGrants } from "./settle-grants";

/**
 * Records what a sync found and moves the grants accordingly, in one transaction under the row's lock. Every change
 * of claims takes that lock too, so the claims read here are current.
 * `after` is null when Discord was not called because the bot is known to be gone.
 */
export async function recordSync(
  state: AccessState,
  after: Seen | null,
  result: PlanResult,
  { complete }: { complete: boolean },
): Promise<void> {
  const { guildId, discordUserId } = state.access;
  const thisAccess = ofAccess(accesses, state.access);
  await inTransaction(async (tx) => {
    await lockGrants(tx, discordUserId);
    const [now] = await tx.select().from(accesses).where(thisAccess).for("update");
    if (!now) return;
    const stale = now.gen !== state.access.gen;
    const claims = await claimsOf(tx, guildId, discordUserId);
    if (after) await recordArrival(tx, now, after);
    if (after) await recordRoles(tx, state, after, result, claims);
    await settleGrants(tx, { state, after, result, claims, stale });
    await tx
      .update(accesses)
      .set(accessColumns(state, after, result, { complete, stale }))
      .where(thisAccess);
    if (complete && !stale && !result.problem) await wakePreviousAccounts(tx, discordUserId);
  });
}

/** Locks the grants before the access, in the same order as a change of claims does. */
async function lockGrants(tx: Tx, discordUserId: string): Promise<void> {
  await tx
    .select({ id: grants.id })
    .from(grants)
    .where(and(eq(grants.discordUserId, discordUserId), ne(grants.status, "revoked")))
    .orderBy(grants.createdAt, grants.id)
    .for("update");
}

/** Before the claims are settled, because their ends count for the arrival that was just seen. */
async function recordArrival(tx: Tx, now: AccessState["access"], after: Seen): Promise<void> {
  const { joinedByUs, joinedAt, addingAt, leaving, staying } = arrivalSeen(now, after);
  await tx
    .update(accesses)
    .set({ joinedByUs, joinedAt, addingAt, leaving, staying })
    .where(ofAccess(accesses, now));
}

/** The accounts that this one replaced waited until it had its access. Now theirs can be taken. */
async function wakePreviousAccounts(tx: Tx, discordUserId: string): Promise<void> {
  await tx.execute(sql`
    update accesses a set due_at = now() from account_switches s
    where s.to_user_id = ${discordUserId} and s.at > now() - interval '1 day'
      and a.discord_user_id = s.from_user_id and a.due_at > now()
      and (a.recheck_at is null or a.recheck_at < now())`);
}

type Ends = { complete: boolean; stale: boolean };

function accessColumns(
  state: AccessState,
  after: Seen | null,
  result: PlanResult,
  { complete, stale }: Ends,
) {
  const { access } = state;
  const settled = complete && !stale && !result.problem;
  const ambiguous = result.later?.ambiguous === true;
  return {
    ...(after && {
      inGuild: after.present,
      pendingRules: after.pendingRules ?? false,
      seenRoles: after.present ? [...after.roles] : [],
    }),
    ...(complete && { syncedAt: sql`clock_timestamp()`, attempts: 0, lastError: null, parkedAt: null }),
    ...(settled && { applied: access.gen, rejoinRequested: false }),
    problem: result.problem,
    problemSince: result.problem ? sql`coalesce(${accesses.problemSince}, now())` : null,
    // A clear answer restores the time from before the call, so an earlier recheck still happens.
    recheckAt: ambiguous
      ? sql`clock_timestamp() + make_interval(secs => ${lateEffectSeconds})`
      : access.recheckAt,
    dueAt: nextDue(state, result, { complete, stale }),
  };
}

function nextDue({ access, handingOver }: AccessState, result: PlanResult, { complete, stale }: Ends) {
  if (stale || !complete) return sql`now()`;
  // The other access wakes this one when it is settled. The timer is a fallback for when that never happens.
  if (handingOver)
    return sql`now() + least(interval '1 hour', greatest(interval '3 seconds', (now() - ${accesses.wantedAt}) / 2))`;
  if (result.problem) return whenToRetry(result.problem);
  return access.recheckAt && access.recheckAt > databaseNow() ? access.recheckAt : null;
}

const hoursBetweenRetries: Partial<Record<FailureCode, number>> = {
  discord_join_limited: 1,
  discord_join_refused: 6,
  discord_change_refused: 6,
};

/** The guild check wakes accesses when a server's problem is fixed. A person's problems are retried seldom. */
function whenToRetry(problem: FailureCode) {
  if (isServerProblem(problem)) return null;
  if (failureWho(problem) === "operator") return sql`now() + interval '1 minute'`;
  return sql`now() + make_interval(hours => ${hoursBetweenRetries[problem] ?? 24})`;
}
