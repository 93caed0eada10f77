import { and, eq, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { HeldLock } from "@/db/lock";
import { ofAccess } from "@/db/of-access";
import type { FailureCode } from "@/db/schema";
import { accesses, accessRoles, guilds } from "@/db/schema";
import { addMember, giveRole, kickMember, takeRole } from "@/lib/discord/api";
import { discordCode, type Later, type Refused, type Reply, sortRefusal } from "@/lib/discord/problems";
import { callDeadlineMs } from "@/lib/discord/request";
import { hasPermission, mayKick } from "@/lib/discord/roles";
import { accessTokenFor } from "@/lib/discord/tokens";
import { RetryLater } from "@/lib/errors";
import { checkGuild, roleProblem } from "@/lib/guilds/check-guild";
import { clearRefusal, isRefusalCause, recordRefusal, takeRetryTurn } from "@/lib/guilds/refused-guild";
import type { Step } from "./plan-access";
import type { AccessState } from "./read-state";

export type StepOutcome = { step: Step; outcome: "done" | "already" | "skipped" | FailureCode };
export type PlanResult = {
  steps: StepOutcome[];
  /** The first cause that a person must remove. */
  problem: FailureCode | null;
  /** Discord did not say what came of a call; the rest was not tried. */
  later: Omit<Later, "kind"> | null;
};

/** How long after it was sent a call may still take effect. */
export const lateEffectSeconds = callDeadlineMs / 1000 + 5;

/**
 * Carries out the steps in order, one call each. Before every write it is asked whether the claims are
 * still those that were planned for and the lock is still ours; else the sync begins anew.
 */
export async function carryOut(state: AccessState, steps: Step[], lock: HeldLock): Promise<PlanResult> {
  const result: PlanResult = { steps: [], problem: null, later: null };
  for (const step of steps) {
    if (blockedByFailedAdd(result, step) || wouldLeaveNothing(result, step, state)) {
      result.steps.push({ step, outcome: "skipped" });
      continue;
    }
    await stillWanted(state, lock);
    const known = await knownProblem(state, step);
    const outcome = known ?? (await carryOutStep(state, step));
    if (outcome === "done" && isHeldUp(state.guild, step)) await clearRefusal(state.guild.id);
    if (typeof outcome === "string") {
      result.steps.push({ step, outcome });
      if (outcome !== "done" && outcome !== "already" && outcome !== "skipped") result.problem ??= outcome;
      continue;
    }
    result.later = outcome;
    break;
  }
  return result;
}

type StepResult = StepOutcome["outcome"] | NonNullable<PlanResult["later"]>;

function blockedByFailedAdd({ steps }: PlanResult, step: Step): boolean {
  const add = steps.find(({ step: earlier }) => earlier.do === "add-member");
  return step.do === "give-role" && add !== undefined && add.outcome !== "done" && add.outcome !== "already";
}

/** A changed entitlement's old role stays until the new one is given: no claim has ended. */
function wouldLeaveNothing({ steps }: PlanResult, step: Step, { claims }: AccessState): boolean {
  if (step.do !== "take-role" || claims.some(({ roleId }) => roleId === step.roleId)) return false;
  return steps.some(
    ({ step: earlier, outcome }) => earlier.do === "give-role" && outcome !== "done" && outcome !== "already",
  );
}

/**
 * Also notes, before the call, until when it could take effect: should this process die with the call on its
 * way, the next sync looks once more after that time.
 */
async function stillWanted({ access }: AccessState, lock: HeldLock): Promise<void> {
  const same = await db()
    .update(accesses)
    .set({ recheckAt: sql`clock_timestamp() + make_interval(secs => ${lateEffectSeconds})` })
    .where(and(ofAccess(accesses, access), eq(accesses.gen, access.gen)))
    .returning({ gen: accesses.gen });
  if (same.length === 0) throw new RetryLater(0, "the claims changed meanwhile", false);
  if (!(await lock.stillHeld())) throw new RetryLater(1, "the lock was lost with its connection", false);
}

/** A cause that the last guild check saw needs no call to be seen again. */
async function knownProblem({ guild }: AccessState, step: Step): Promise<FailureCode | null> {
  if (isHeldUp(guild, step) && !(await takeRetryTurn(guild.id))) return guild.problem;
  if (step.do === "kick" && !mayKick(guild.snapshot) && !isStale(guild)) return "discord_missing_permission";
  if (step.do === "add-member" && lacksInvite(guild) && !isStale(guild)) return "discord_missing_permission";
  if (!guild.snapshot || (step.do !== "give-role" && step.do !== "take-role")) return null;
  const problem = roleProblem(guild.id, guild.snapshot, step.roleId);
  // A deleted role is worth a call when taking: the answer says that it is gone, which is what is wanted.
  return isStale(guild) || problem === "discord_role_deleted" ? null : problem;
}

/** Whether the server is known to refuse this kind of step. */
function isHeldUp({ problem }: AccessState["guild"], step: Step): boolean {
  if (problem === "discord_server_full") return step.do === "add-member";
  // Joining by the person's own token needs no elevated permission.
  return problem === "discord_mfa_required" && step.do !== "add-member";
}

function lacksInvite({ snapshot }: AccessState["guild"]): boolean {
  return snapshot !== null && !hasPermission(snapshot.botPermissions, "createInvite");
}

function isStale({ checkedAt }: AccessState["guild"]): boolean {
  return !checkedAt || checkedAt.getTime() < Date.now() - 5 * 60_000;
}

async function carryOutStep(state: AccessState, step: Step): Promise<StepResult> {
  switch (step.do) {
    case "add-member":
      return add(state, step.why);
    case "give-role":
      await noteGiving(state, step.roleId);
      return outcomeOf(
        state,
        step,
        await giveRole({ ...target(state), roleId: step.roleId, reason: step.why }),
      );
    case "take-role":
      await noteTaking(state, step.roleId);
      return outcomeOf(
        state,
        step,
        await takeRole({ ...target(state), roleId: step.roleId, reason: step.why }),
      );
    case "kick":
      await noteKick(state);
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

/** Written before Discord is asked: a crash in between must not leave a role that nobody owns up to. */
async function noteGiving({ access }: AccessState, roleId: string): Promise<void> {
  const { guildId, discordUserId } = access;
  await db()
    .insert(accessRoles)
    .values({ guildId, discordUserId, roleId })
    .onConflictDoUpdate({
      target: [accessRoles.guildId, accessRoles.discordUserId, accessRoles.roleId],
      set: { takenAt: null, heldBefore: false },
    });
}

/** Written before Discord is asked, so that after a crash nobody takes our own hand for a moderator's. */
async function noteTaking({ access }: AccessState, roleId: string): Promise<void> {
  await db()
    .update(accessRoles)
    .set({ takenAt: sql`now()` })
    .where(and(ofAccess(accessRoles, access), eq(accessRoles.roleId, roleId)));
}

/** Whom we remove while a claim comes back did not leave on their own: the next sync adds them again. */
async function noteKick({ access }: AccessState): Promise<void> {
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
  await noteAbsence(state);
  const reply = await addMember(guild.id, access.discordUserId, token, lane, why);
  // 201 is the only proof that the bot added them; after a lost answer it stays unknown, and nobody is kicked.
  if (reply.kind === "ok" && reply.status === 201) await setJoinedByUs(state, true);
  if (reply.kind === "ok" && reply.status === 204) return "already";
  return outcomeOf(state, { do: "add-member", why }, reply);
}

/** Who is not there holds none of our roles, so none was taken by hand: written before they come back. */
async function noteAbsence({ access }: AccessState): Promise<void> {
  await db()
    .update(accessRoles)
    .set({ takenAt: sql`now()` })
    .where(and(ofAccess(accessRoles, access), isNull(accessRoles.takenAt)));
}

async function setJoinedByUs({ access }: AccessState, joinedByUs: boolean): Promise<void> {
  await db()
    .update(accesses)
    .set({ joinedByUs, ...(joinedByUs && { leaving: false, staying: false }) })
    .where(ofAccess(accesses, access));
}

async function outcomeOf(state: AccessState, step: Step, reply: Reply<unknown>): Promise<StepResult> {
  if (reply.kind === "ok") return "done";
  if (reply.kind === "later") return reply;
  if (isGoalReached(step, reply)) return "already";
  // The person left between reading and writing: the next look plans for that.
  if (reply.code === discordCode.unknownMember)
    return { seconds: 1, reason: "the person left meanwhile", ambiguous: false };
  const problem = sortRefusal(reply);
  switch (problem.kind) {
    case "human":
      return rememberGuildProblem(state, problem.code);
    case "retry":
      return { ...problem, ambiguous: false };
    case "check_guild":
      return askGuild(state, step, reply);
    case "bug":
      throw new Error(problem.reason);
  }
}

/** Taking something that is gone already is what was wanted. */
function isGoalReached(step: Step, { code }: Refused): boolean {
  if (step.do !== "take-role" && step.do !== "kick") return false;
  return (
    code === discordCode.unknownMember || code === discordCode.unknownUser || code === discordCode.unknownRole
  );
}

async function rememberGuildProblem({ guild }: AccessState, code: FailureCode): Promise<FailureCode> {
  if (isRefusalCause(code)) await recordRefusal(guild.id, code);
  if (code === "discord_role_deleted")
    await db().update(guilds).set({ dueAt: sql`now()` }).where(eq(guilds.id, guild.id));
  return code;
}

/** 50013, 50001, 10004 do not say what is wrong: the guild is looked at, and its state names the cause. */
async function askGuild(state: AccessState, step: Step, reply: Refused): Promise<StepResult> {
  const { guild, lane } = state;
  await checkGuild(guild.id, lane);
  const [now] = await db().select().from(guilds).where(eq(guilds.id, guild.id));
  if (!now?.snapshot || now.goneChecks > 0)
    return { seconds: 20, reason: "the server is being checked", ambiguous: false };
  if (now.problem) return now.problem;
  const roleId = "roleId" in step ? step.roleId : null;
  const problem = roleProblem(guild.id, now.snapshot, roleId);
  if (problem) return problem;
  if (step.do === "kick" && !mayKick(now.snapshot)) return "discord_missing_permission";
  // The member's roles or their order had changed since the last check: the next plan knows.
  if (step.do === "kick" && state.access.attempts < 2)
    return { seconds: 1, reason: "the member may outrank the bot", ambiguous: false };
  return {
    seconds: 60,
    reason: `Discord answered ${reply.code}, yet the server looks right`,
    ambiguous: false,
  };
}
