import type { HeldLock } from "@/db/lock";
import { raiseAlarm } from "@/lib/discord/alarms";
import { getMember } from "@/lib/discord/api";
import {
  CredentialsRefused,
  classifyRefusal,
  discordCode,
  type Reply,
  retryLater,
} from "@/lib/discord/problems";
import { topPosition } from "@/lib/discord/roles";
import { RetryLater } from "@/lib/errors";
import { checkGuild } from "@/lib/guilds/check-guild";
import { carryOut, type PlanResult } from "./carry-out";
import type { Seen, Step } from "./plan-access";
import { planNow } from "./plan-sync";
import { postponeSync } from "./postpone-sync";
import { type AccessState, readState } from "./read-state";
import { recordSync } from "./record-sync";
import { GuildInDoubt } from "./sync-errors";

/**
 * Makes what one Discord account has in one guild equal to what its claims want: reads both, plans the difference,
 * applies it, reads back, and moves the grants by what Discord showed. Runs under the access's lock. It can run
 * twice and can be killed anywhere. `RetryLater` means that the access is due again. While a person is `watched`, it
 * is tried so often that its failures don't count.
 */
export async function syncAccess(
  guildId: string,
  discordUserId: string,
  lock: HeldLock,
  watched = false,
): Promise<void> {
  const state = await readState(guildId, discordUserId);
  if (!state) return;
  try {
    await syncOnce(await checkServerFirst(state), lock);
  } catch (error) {
    if (!(error instanceof RetryLater)) throw error;
    // No check will find out what is wrong with a released server.
    if (error instanceof GuildInDoubt && state.guild.releasedAt) return recordBotGone(state);
    await postponeSync(state, error, watched);
    throw error;
  }
}

/** Somebody pressed Retry, perhaps right after they mended something, so what the last check found is old. */
async function checkServerFirst(state: AccessState): Promise<AccessState> {
  const { guild, access, lane } = state;
  const { checkServerAfter } = access;
  if (!checkServerAfter || guild.releasedAt) return state;
  if (guild.checkedAt && guild.checkedAt >= checkServerAfter) return state;
  await checkGuild(guild.id, lane);
  return (await readState(guild.id, access.discordUserId)) ?? state;
}

async function syncOnce(state: AccessState, lock: HeldLock): Promise<void> {
  const { guild, access } = state;
  if (guild.parkedAt || guild.problem === "discord_bot_removed") return recordBotGone(state);
  if (guild.goneChecks > 0) throw new RetryLater(15, "checking whether the bot is still in the server");
  const before = await readMember(state);
  const steps = planNow(state, before);
  const result = await carryOut(state, steps, lock);
  const changed = result.steps.some(({ outcome }) => outcome === "done" || outcome === "already");
  const after = changed ? await readMember(state) : before;
  // Discord sometimes confirms a call and does nothing, so only what we read back counts.
  const missed = changed && planNow(state, after).some((step) => wasDone(step, result));
  await recordSync(state, after, result, { complete: !missed && !result.later });
  if (result.later) throw retryLater(result.later);
  if (missed) throw new RetryLater(access.attempts < 3 ? 1 : 10, "Discord did not apply what it confirmed");
}

function recordBotGone(state: AccessState): Promise<void> {
  const result: PlanResult = { steps: [], problem: "discord_bot_removed", later: null };
  return recordSync(state, null, result, { complete: true });
}

function wasDone(step: Step, result: PlanResult): boolean {
  return result.steps.some(
    (taken) => taken.outcome === "done" && JSON.stringify(taken.step) === JSON.stringify(step),
  );
}

async function readMember({ guild, access, lane }: AccessState): Promise<Seen> {
  const reply = await getMember(guild.id, access.discordUserId, lane);
  if (reply.kind === "ok") {
    const { roles, pending, joined_at } = reply.body;
    const top = topPosition(roles, guild.snapshot?.roles ?? []);
    return {
      present: true,
      roles,
      pendingRules: pending,
      joinedAt: joined_at ?? null,
      isOwner: guild.snapshot?.ownerId === access.discordUserId,
      topPosition: top,
    };
  }
  return absentOrThrow(reply);
}

async function absentOrThrow(reply: Exclude<Reply<unknown>, { kind: "ok" }>): Promise<Seen> {
  if (reply.kind === "later") throw retryLater(reply);
  if (reply.code === discordCode.unknownMember) return { present: false };
  if (reply.code === discordCode.unknownUser) return { present: false, accountGone: true };
  if (reply.status === 401) throw new CredentialsRefused();
  if (reply.code === discordCode.unknownGuild || reply.code === discordCode.missingAccess)
    throw new GuildInDoubt();
  const problem = classifyRefusal(reply);
  if (problem.kind === "retry") throw new RetryLater(problem.seconds, problem.reason);
  await raiseAlarm("get-member", reply);
  throw new RetryLater(60, `reading a member: Discord answered ${reply.status} code ${reply.code}`);
}
