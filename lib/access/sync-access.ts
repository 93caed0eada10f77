import type { HeldLock } from "@/db/lock";
import { getMember } from "@/lib/discord/api";
import { discordCode, type Reply, retryLater, sortRefusal } from "@/lib/discord/problems";
import { mayKick, topPosition } from "@/lib/discord/roles";
import { RetryLater } from "@/lib/errors";
import { carryOut, type Done } from "./carry-out";
import { type Actual, planAccess, type Step } from "./plan-access";
import { postponeSync } from "./postpone-sync";
import { readSituation, type Situation } from "./read-state";
import { recordSync } from "./record-sync";
import { CredentialsRefused, GuildInDoubt } from "./sync-errors";

export type Seen = Actual & { pendingRules?: boolean; accountGone?: boolean };

/**
 * Makes what one Discord account has in one guild equal to what its claims want: reads both, plans the smallest
 * difference, applies it, reads back, and moves the grants by what was seen. Runs under the access's lock; may
 * run twice, may die anywhere. `RetryLater` means that the access is due again.
 */
export async function syncAccess(guildId: string, discordUserId: string, lock: HeldLock): Promise<void> {
  const situation = await readSituation(guildId, discordUserId);
  if (!situation) return;
  try {
    await syncOnce(situation, lock);
  } catch (error) {
    if (!(error instanceof RetryLater)) throw error;
    await postponeSync(situation, error);
    throw error;
  }
}

async function syncOnce(situation: Situation, lock: HeldLock): Promise<void> {
  const { guild, access } = situation;
  if (guild.parkedAt || guild.problem === "discord_bot_removed")
    return recordSync(
      situation,
      null,
      { steps: [], problem: "discord_bot_removed", later: null },
      { complete: true },
    );
  if (guild.goneChecks > 0)
    throw new RetryLater(15, "whether the bot is still in the server is being checked");
  const before = await readMember(situation);
  const steps = planFor(situation, before);
  const done = await carryOut(situation, steps, lock);
  const changed = done.steps.some(({ outcome }) => outcome === "done" || outcome === "already");
  const after = changed ? await readMember(situation) : before;
  // Discord at times answers success and does nothing: what was read back decides.
  const missed = changed && planFor(situation, after).some((step) => wasDone(step, done));
  await recordSync(situation, after, done, { complete: !missed && !done.later });
  if (done.later) throw retryLater(done.later);
  if (missed) throw new RetryLater(access.attempts < 3 ? 1 : 10, "Discord did not apply what it confirmed");
}

export function planFor(situation: Situation, actual: Actual): Step[] {
  const steps = planOf(situation, actual);
  return situation.handingOver
    ? steps.filter((step) => step.do !== "take-role" && step.do !== "kick")
    : steps;
}

/** What is to be done in the end, also where it has to wait for another access to be served first. */
export function planOf(situation: Situation, actual: Actual): Step[] {
  const { access, claims, ledger, guild } = situation;
  return planAccess({
    claims,
    actual,
    ours: {
      joinedByUs: access.joinedByUs,
      roles: ledger.map(({ roleId, heldBefore, givenAt, takenAt }) => ({
        roleId,
        heldBefore,
        given: givenAt !== null && takenAt === null,
      })),
    },
    botTopPosition: guild.snapshot?.botTopPosition ?? 0,
    mayKick: mayKick(guild.snapshot),
    rejoinRequested: access.rejoinRequested,
    leaving: access.leaving,
  });
}

function wasDone(step: Step, done: Done): boolean {
  return done.steps.some(
    ({ step: other, outcome }) => outcome === "done" && JSON.stringify(other) === JSON.stringify(step),
  );
}

async function readMember({ guild, access, lane }: Situation): Promise<Seen> {
  const reply = await getMember(guild.id, access.discordUserId, lane);
  if (reply.kind === "ok") {
    const { roles, pending } = reply.body;
    const top = topPosition(roles, guild.snapshot?.roles ?? []);
    return {
      present: true,
      roles,
      pendingRules: pending,
      isOwner: guild.snapshot?.ownerId === access.discordUserId,
      topPosition: top,
    };
  }
  return absentOrThrow(reply);
}

function absentOrThrow(reply: Exclude<Reply<unknown>, { kind: "ok" }>): Seen {
  if (reply.kind === "later") throw retryLater(reply);
  if (reply.code === discordCode.unknownMember) return { present: false };
  if (reply.code === discordCode.unknownUser) return { present: false, accountGone: true };
  if (reply.status === 401) throw new CredentialsRefused();
  if (reply.code === discordCode.unknownGuild || reply.code === discordCode.missingAccess)
    throw new GuildInDoubt();
  const problem = sortRefusal(reply);
  if (problem.kind === "retry") throw new RetryLater(problem.seconds, problem.reason);
  throw new Error(`reading a member: Discord answered ${reply.status} code ${reply.code}`);
}
