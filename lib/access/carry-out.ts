import { and, eq, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { HeldLock } from "@/db/lock";
import { ofAccess } from "@/db/of-access";
import type { FailureCode } from "@/db/schema";
import { accesses, accessRoles } from "@/db/schema";
import { databaseNow } from "@/lib/clock";
import { addMember, type DiscordMember, giveRole, kickMember, takeRole } from "@/lib/discord/api";
import type { Later, Reply } from "@/lib/discord/problems";
import { hasPermission, mayKick } from "@/lib/discord/roles";
import { accessTokenFor } from "@/lib/discord/tokens";
import { RetryLater } from "@/lib/errors";
import { roleProblem } from "@/lib/guilds/check-guild";
import { clearRefusal, takeRetryTurn } from "@/lib/guilds/refused-guild";
import { lateEffectSeconds } from "./arrival";
import type { Step } from "./plan-access";
import type { AccessState } from "./read-state";
import { isRefusedBy, type Outcome, outcomeOf, type StepResult } from "./sort-refusal";

export type StepOutcome = {
  step: Step;
  outcome: Outcome;
  /** Discord's own sentence about a refusal, where our code says little. */
  detail?: string;
};
export type PlanResult = {
  steps: StepOutcome[];
  /** The first problem that a person must fix. */
  problem: FailureCode | null;
  /** Set when the result of a call is unknown. The remaining steps were not tried. */
  later: Omit<Later, "kind"> | null;
};

/**
 * Carries out the steps in order, one call each. Before every call it checks that the claims are the ones the plan
 * was made for and that the lock is still ours. Otherwise the sync starts again.
 */
export async function carryOut(state: AccessState, steps: Step[], lock: HeldLock): Promise<PlanResult> {
  const result: PlanResult = { steps: [], problem: null, later: null };
  for (const step of steps) {
    if (blockedByFailedAdd(result, step) || wouldLeaveNothing(result, step, state)) {
      result.steps.push({ step, outcome: "skipped" });
      continue;
    }
    await confirmCurrent(state, lock);
    const known = await knownProblem(state, step);
    const outcome = known ?? (await carryOutStep(state, step));
    if (outcome === "done" && isRefusedBy(state.guild, step)) await clearRefusal(state.guild.id);
    if (typeof outcome === "string") {
      result.steps.push({ step, outcome });
      if (outcome !== "done" && outcome !== "already" && outcome !== "skipped") result.problem ??= outcome;
      continue;
    }
    if ("detail" in outcome) {
      result.steps.push({ step, outcome: outcome.code, detail: outcome.detail });
      result.problem ??= outcome.code;
      continue;
    }
    result.later = outcome;
    break;
  }
  return result;
}

function blockedByFailedAdd({ steps }: PlanResult, step: Step): boolean {
  const add = steps.find(({ step: earlier }) => earlier.do === "add-member");
  return step.do === "give-role" && add !== undefined && add.outcome !== "done" && add.outcome !== "already";
}

/** When an entitlement's role changes, no claim ends, so the old role stays until the new one is given. */
function wouldLeaveNothing({ steps }: PlanResult, step: Step, { claims }: AccessState): boolean {
  if (step.do !== "take-role" || claims.some(({ roleId }) => roleId === step.roleId)) return false;
  return steps.some(
    ({ step: earlier, outcome }) => earlier.do === "give-role" && outcome !== "done" && outcome !== "already",
  );
}

/**
 * Throws `RetryLater` when the plan is out of date. Also records until when the coming call could take effect: if
 * this process dies during the call, the next sync reads again after that time.
 */
async function confirmCurrent({ access }: AccessState, lock: HeldLock): Promise<void> {
  const same = await db()
    .update(accesses)
    .set({ recheckAt: sql`clock_timestamp() + make_interval(secs => ${lateEffectSeconds})` })
    .where(and(ofAccess(accesses, access), eq(accesses.gen, access.gen)))
    .returning({ gen: accesses.gen });
  if (same.length === 0) throw new RetryLater(0, "the claims changed during the sync", false);
  if (!(await lock.stillHeld())) throw new RetryLater(1, "the lock was lost with its connection", false);
}

/** A problem that the last guild check found; it saves a call that would be refused. */
async function knownProblem({ guild }: AccessState, step: Step): Promise<FailureCode | null> {
  if (isRefusedBy(guild, step) && !(await takeRetryTurn(guild.id))) return guild.problem;
  if (step.do === "kick" && !mayKick(guild.snapshot) && !isStale(guild)) return "discord_missing_permission";
  if (step.do === "add-member" && lacksInvite(guild) && !isStale(guild)) return "discord_missing_permission";
  if (!guild.snapshot || (step.do !== "give-role" && step.do !== "take-role")) return null;
  const problem = roleProblem(guild.id, guild.snapshot, step.roleId);
  // Taking a deleted role is worth a call: Discord answers that the role is gone, which is the goal.
  const isWorthACall = problem === "discord_role_deleted" && step.do === "take-role";
  return isStale(guild) || isWorthACall ? null : problem;
}

function lacksInvite({ snapshot }: AccessState["guild"]): boolean {
  return snapshot !== null && !hasPermission(snapshot.botPermissions, "createInvite");
}

function isStale({ checkedAt }: AccessState["guild"]): boolean {
  return !checkedAt || checkedAt.getTime() < databaseNow().getTime() - 5 * 60_000;
}

async function carryOutStep(state: AccessState, step: Step): Promise<StepResult> {
  switch (step.do) {
    case "add-member":
      return add(state, step.why);
    case "give-role":
      await recordRoleToGive(state, step.roleId);
      return outcomeOf(
        state,
        step,
        await giveRole({ ...target(state), roleId: step.roleId, reason: step.why }),
      );
    case "take-role":
      await recordRoleToTake(state, step.roleId);
      return outcomeOf(
        state,
        step,
        await takeRole({ ...target(state), roleId: step.roleId, reason: step.why }),
      );
    case "kick":
      await recordKick(state);
      return outcomeOf(
        state,
        step,
        await kickMember(state.guild.id, state.access.discordUserId, state.lane, step.why),
      );
  }
}

function target({ guild, access, lane }: AccessState) {
  return { guildId: guild.id, userId: access.discordUserId, lane };
}

/** Written before the call, so that a crash never leaves a role that we don't know is ours. */
async function recordRoleToGive({ access }: AccessState, roleId: string): Promise<void> {
  const { guildId, discordUserId } = access;
  await db()
    .insert(accessRoles)
    .values({ guildId, discordUserId, roleId })
    .onConflictDoUpdate({
      target: [accessRoles.guildId, accessRoles.discordUserId, accessRoles.roleId],
      set: { takenAt: null, heldBefore: false },
    });
}

/** Written before the call, so that after a crash our own removal doesn't look like a moderator's. */
async function recordRoleToTake({ access }: AccessState, roleId: string): Promise<void> {
  await db()
    .update(accessRoles)
    .set({ takenAt: sql`now()` })
    .where(and(ofAccess(accessRoles, access), eq(accessRoles.roleId, roleId)));
}

/** If we kick someone while a claim is being restored, they didn't leave by choice; the next sync re-adds them. */
async function recordKick({ access }: AccessState): Promise<void> {
  await db().update(accesses).set({ rejoinRequested: true }).where(ofAccess(accesses, access));
}

async function add(state: AccessState, why: string): Promise<StepResult> {
  const first = await addWithToken(state, why, false);
  if (first !== "discord_reconnect_required") return first;
  return addWithToken(state, why, true);
}

async function addWithToken(state: AccessState, why: string, refresh: boolean): Promise<StepResult> {
  const { guild, access, lane, claims } = state;
  const customers = claims.filter(({ live }) => live).map(({ customerId }) => customerId);
  const token = await accessTokenFor(access.discordUserId, [...new Set(customers)], refresh);
  if (!token) return "discord_reconnect_required";
  await recordAbsence(state);
  const reply = await addMember(guild.id, access.discordUserId, token, lane, why);
  await recordAdd(state, reply);
  if (reply.kind === "ok" && reply.status === 204) return "already";
  return outcomeOf(state, { do: "add-member", why }, reply);
}

/**
 * An absent member has none of our roles, so nobody removed one by hand. Written before they come back, together with
 * the time of the call.
 */
async function recordAbsence({ access }: AccessState): Promise<void> {
  await db()
    .update(accessRoles)
    .set({ takenAt: sql`now()` })
    .where(and(ofAccess(accessRoles, access), isNull(accessRoles.takenAt)));
  await db()
    .update(accesses)
    .set({ ...absent, addingAt: sql`clock_timestamp()` })
    .where(ofAccess(accesses, access));
}

const absent = { joinedByUs: null, joinedAt: null, leaving: false, staying: false };

/**
 * A 201 proves that the bot added the person. After a lost answer `joined_at` decides; after any other answer only an
 * earlier call whose answer was lost can have added them.
 */
async function recordAdd({ access }: AccessState, reply: Reply<DiscordMember | undefined>): Promise<void> {
  if (reply.kind === "later" && reply.ambiguous) return;
  const added = reply.kind === "ok" && reply.status === 201;
  const joinedAt = (added && reply.body?.joined_at) || null;
  await db()
    .update(accesses)
    .set(added ? { ...absent, joinedByUs: true, joinedAt, addingAt: null } : { addingAt: access.addingAt })
    .where(ofAccess(accesses, access));
}
