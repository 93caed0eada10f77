import { db } from "@/db/client";
import { ofAccess } from "@/db/of-access";
import type { FailureCode } from "@/db/schema";
import { accesses, accessRoles } from "@/db/schema";
import type { StepOutcome } from "@/lib/access/carry-out";
import type { Seen, Step } from "@/lib/access/plan-access";
import { planNow } from "@/lib/access/plan-sync";
import { type AccessState, readState } from "@/lib/access/read-state";
import { recordSync } from "@/lib/access/record-sync";
import { topPosition } from "@/lib/discord/roles";
import { roleProblem } from "@/lib/guilds/check-guild";
import { control } from "./sandbox-control";

/** The sandbox's server, kept up to date during the story. */
export type Server = { id: string; members: Map<string, Set<string>> };
type Report = {
  roles: { id: string; name: string }[];
  members: { user_id: string; roles: string[] }[];
  bot: { role_id: string | null };
};

export function reportOf(guildId: string): Promise<Report> {
  return control<Report>(`/discord/guilds/${guildId}?audit=0`);
}

export async function openServer(id: string): Promise<Server> {
  const { members } = await reportOf(id);
  return { id, members: new Map(members.map(({ user_id, roles }) => [user_id, new Set(roles)])) };
}

export async function moderate(server: Server, action: string, input: object): Promise<{ id?: string }> {
  return control(`/discord/guilds/${server.id}/${action}`, input);
}

/**
 * Does what `syncAccess` does, with the same plan and the same record, but through the sandbox's control API. At
 * Discord's rate limits, five hundred customers would take half an hour.
 */
export async function settle(server: Server, userId: string, refusal?: FailureCode): Promise<void> {
  const state = await readState(server.id, userId);
  if (!state) return;
  const steps: StepOutcome[] = [];
  for (const step of planNow(state, memberState(server, state))) {
    const blocked = steps.some(({ outcome }) => outcome === refusal);
    const outcome = blocked ? "skipped" : outcomeOf(state, step, refusal);
    steps.push({ step, outcome });
    if (outcome === "done") await carryOut(server, userId, step);
  }
  const problem = steps.map(({ outcome }) => outcome).find(isProblem) ?? null;
  await recordSync(state, memberState(server, state), { steps, problem, later: null }, { complete: true });
}

function isProblem(outcome: StepOutcome["outcome"]): outcome is FailureCode {
  return outcome !== "done" && outcome !== "already" && outcome !== "skipped";
}

function outcomeOf({ guild }: AccessState, step: Step, refusal?: FailureCode): StepOutcome["outcome"] {
  if (step.do === "add-member") return refusal ?? "done";
  const roleId = "roleId" in step ? step.roleId : null;
  return (guild.snapshot && roleProblem(guild.id, guild.snapshot, roleId)) ?? "done";
}

function memberState(server: Server, { access, guild }: AccessState): Seen {
  const memberRoles = server.members.get(access.discordUserId);
  if (!memberRoles) return { present: false };
  const roles = [...memberRoles];
  return {
    present: true,
    roles,
    isOwner: false,
    topPosition: topPosition(roles, guild.snapshot?.roles ?? []),
  };
}

async function carryOut(server: Server, userId: string, step: Step): Promise<void> {
  const of = { guildId: server.id, discordUserId: userId };
  switch (step.do) {
    case "add-member": {
      await moderate(server, "join", { user_id: userId });
      server.members.set(userId, new Set());
      const which = ofAccess(accesses, of);
      await db().update(accesses).set({ joinedByUs: true }).where(which);
      return;
    }
    case "give-role":
      await db()
        .insert(accessRoles)
        .values({ ...of, roleId: step.roleId })
        .onConflictDoUpdate({
          target: [accessRoles.guildId, accessRoles.discordUserId, accessRoles.roleId],
          set: { takenAt: null, heldBefore: false },
        });
      await moderate(server, "join", { user_id: userId, roles: [step.roleId] });
      server.members.get(userId)?.add(step.roleId);
      return;
    case "take-role":
      await moderate(server, "take-role", { user_id: userId, role_id: step.roleId });
      server.members.get(userId)?.delete(step.roleId);
      return;
    case "kick":
      await moderate(server, "kick", { user_id: userId });
      server.members.delete(userId);
  }
}
