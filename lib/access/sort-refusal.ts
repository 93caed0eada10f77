import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import type { FailureCode } from "@/db/schema";
import { guilds } from "@/db/schema";
import { raiseAlarm } from "@/lib/discord/alarms";
import {
  classifyRefusal,
  discordCode,
  type Later,
  type Refused,
  type Reply,
  sentenceOfDiscord,
} from "@/lib/discord/problems";
import { mayKick } from "@/lib/discord/roles";
import { checkGuild, roleProblem } from "@/lib/guilds/check-guild";
import { isRefusalCause, recordRefusal } from "@/lib/guilds/refused-guild";
import type { Step } from "./plan-access";
import type { AccessState } from "./read-state";

export type Outcome = "done" | "already" | "skipped" | FailureCode;
/** `detail` is Discord's own sentence. */
type RefusedInWords = { code: FailureCode; detail: string };
export type StepResult = Outcome | RefusedInWords | Omit<Later, "kind">;

/** What Discord's answer to one step means. Every refusal is sorted here, so none is taken for a bug of ours. */
export async function outcomeOf(state: AccessState, step: Step, reply: Reply<unknown>): Promise<StepResult> {
  if (reply.kind === "ok") return "done";
  if (reply.kind === "later") return reply;
  if (isGoalReached(step, reply)) return "already";
  // The person left between our read and this call. The next sync plans for that.
  if (reply.code === discordCode.unknownMember)
    return { seconds: 1, reason: "the person left during the sync", ambiguous: false };
  const problem = classifyRefusal(reply);
  switch (problem.kind) {
    case "human":
      return recordGuildProblem(state, problem.code);
    case "retry":
      if (reply.code === discordCode.unknownMessage) await raiseAlarm(step.do, reply);
      return { ...problem, ambiguous: false };
    case "check_guild":
      return state.guild.releasedAt ? "discord_bot_removed" : findGuildCause(state, step, reply);
    case "unknown":
      return refusedInWords(step, reply);
  }
}

/** Taking something that is already gone counts as success. */
function isGoalReached(step: Step, { code }: Refused): boolean {
  if (step.do !== "take-role" && step.do !== "kick") return false;
  return (
    code === discordCode.unknownMember || code === discordCode.unknownUser || code === discordCode.unknownRole
  );
}

async function recordGuildProblem({ guild }: AccessState, code: FailureCode): Promise<FailureCode> {
  if (isRefusalCause(code)) await recordRefusal(guild.id, code);
  return code;
}

/** A refusal to let somebody join concerns the person; any other concerns the server. */
async function refusedInWords(step: Step, reply: Refused): Promise<RefusedInWords> {
  await raiseAlarm(step.do, reply);
  const code = step.do === "add-member" ? "discord_join_refused" : "discord_change_refused";
  return { code, detail: sentenceOfDiscord(reply) };
}

/** After so many attempts, about a minute, a refusal is no longer taken for one of Discord's wrong answers. */
const attemptsBeforeBelieving = 7;

/** 10004, 10011, 50001 and 50013 don't say what is wrong, so we check the guild to find the cause. */
async function findGuildCause(state: AccessState, step: Step, reply: Refused): Promise<StepResult> {
  const { guild, access, lane } = state;
  await checkGuild(guild.id, lane);
  const [now] = await db().select().from(guilds).where(eq(guilds.id, guild.id));
  if (!now?.snapshot || now.goneChecks > 0)
    return { seconds: 20, reason: "the server is being checked", ambiguous: false };
  if (now.problem && (now.problem === "discord_bot_removed" || isRefusedBy(now, step))) return now.problem;
  const role = roleProblem(guild.id, now.snapshot, "roleId" in step ? step.roleId : null);
  if (role) return role;
  if (now.problem === "discord_missing_permission" && step.do === "add-member") return now.problem;
  if (step.do === "kick" && !mayKick(now.snapshot)) return "discord_missing_permission";
  if (access.attempts >= attemptsBeforeBelieving) return refusedInWords(step, reply);
  // A wrong answer, or the member's roles or the role order have just changed. The next plan takes that into account.
  const reason = `Discord answered ${reply.code}, yet the server looks right`;
  return { seconds: 0.3, reason, ambiguous: false };
}

/** Whether the guild is known to refuse this kind of step. */
export function isRefusedBy({ problem }: AccessState["guild"], step: Step): boolean {
  if (problem === "discord_server_full") return step.do === "add-member";
  // Adding a member uses the person's own token, which needs no elevated permission.
  return problem === "discord_mfa_required" && step.do !== "add-member";
}
