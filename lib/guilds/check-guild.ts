import { and, eq, isNull, sql } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { accesses, entitlements, type GuildSnapshot, guilds, type Lane } from "@/db/schema";
import { databaseNow } from "@/lib/clock";
import { type DiscordGuild, getGuild, getMember, goOnAfter, listBotGuilds } from "@/lib/discord/api";
import { botUserId } from "@/lib/discord/bot-user";
import { discordCode, retryLater } from "@/lib/discord/problems";
import { hasPermission, permissionBits, roleObstacle, topPosition } from "@/lib/discord/roles";
import { RetryLater } from "@/lib/errors";
import { log } from "@/lib/log";
import { mailRoleProblem, mailServerChange } from "./mail-merchant";
import { isRefusalCause } from "./refused-guild";
import { resumeAccesses } from "./resume-accesses";

const healthyEverySeconds = 15 * 60;
const brokenEverySeconds = 60;
const goneConfirmations = 3;
const goneEverySeconds = 45;
const closeTogetherMs = 30_000;

type Guild = typeof guilds.$inferSelect;

/**
 * Reads what the bot may do in a guild, records it, and resumes accesses whose problem is fixed. At most four calls.
 * Throws `RetryLater` when Discord did not answer.
 */
export async function checkGuild(guildId: string, lane: Lane = "bulk"): Promise<void> {
  const [guild] = await db().select().from(guilds).where(eq(guilds.id, guildId));
  if (!guild || guild.releasedAt) {
    await db().update(guilds).set({ dueAt: null }).where(eq(guilds.id, guildId));
    return;
  }
  const reply = await getGuild(guildId, lane);
  if (reply.kind === "later") throw retryLater(reply);
  if (reply.kind === "ok") {
    const snapshot = await readSnapshot(reply.body, lane);
    return inTransaction((tx) => recordHealthy(tx, guild.id, reply.body, snapshot));
  }
  const looksGone = reply.code === discordCode.unknownGuild || reply.code === discordCode.missingAccess;
  if (!looksGone)
    throw new RetryLater(60, `guild check: Discord answered ${reply.status} code ${reply.code}`);
  await recordGone(guild, lane);
}

async function readSnapshot(guild: DiscordGuild, lane: Lane): Promise<GuildSnapshot> {
  const botId = await botUserId(lane);
  const bot = botId ? await getMember(guild.id, botId, lane) : null;
  if (bot?.kind !== "ok") throw new RetryLater(10, "guild check: could not read the bot's own member");
  const botRoles = [guild.id, ...bot.body.roles];
  const bits = guild.roles
    .filter(({ id }) => botRoles.includes(id))
    .reduce((sum, role) => sum | BigInt(role.permissions), 0n);
  const all = (bits & permissionBits.administrator) !== 0n || guild.owner_id === botId;
  return {
    roles: guild.roles.map(({ id, name, color, position, permissions, managed, tags }) => ({
      id,
      name,
      color,
      position,
      permissions,
      managed,
      tags,
    })),
    ownerId: guild.owner_id,
    botRoleIds: bot.body.roles,
    botTopPosition: topPosition(bot.body.roles, guild.roles),
    botPermissions: String(all ? bits | permissionBits.administrator : bits),
    memberCount: guild.approximate_member_count ?? null,
    mfaLevel: guild.mfa_level,
    screening: guild.features.includes("MEMBER_VERIFICATION_GATE_ENABLED"),
  };
}

type Problem = NonNullable<Guild["problem"]>;

function guildProblem(before: Guild, now: DiscordGuild, snapshot: GuildSnapshot): Problem | null {
  const lacksPermission = (["manageRoles", "createInvite"] as const).some(
    (bit) => !hasPermission(snapshot.botPermissions, bit),
  );
  if (lacksPermission) return "discord_missing_permission";
  if (before.problem === "discord_mfa_required" && now.mfa_level === 0) return null;
  return isRefusalCause(before.problem) ? before.problem : null;
}

async function recordHealthy(
  tx: Tx,
  guildId: string,
  now: DiscordGuild,
  snapshot: GuildSnapshot,
): Promise<void> {
  // Two checks at once (an open panel and the timer) take turns here, so that only one of them sends emails.
  const [guild] = await tx.select().from(guilds).where(eq(guilds.id, guildId)).for("update");
  if (!guild) return;
  const foundProblem = guildProblem(guild, now, snapshot);
  const outdated = isRefusalCause(foundProblem) && !(await isSomeoneWaiting(tx, guildId, foundProblem));
  const problem = outdated ? null : foundProblem;
  const every = problem ? brokenEverySeconds : healthyEverySeconds;
  await tx
    .update(guilds)
    .set({
      name: now.name,
      icon: now.icon ?? null,
      snapshot,
      problem,
      problemSince: problem ? (guild.problem === problem ? guild.problemSince : sql`now()`) : null,
      goneChecks: 0,
      checkedAt: sql`now()`,
      attempts: 0,
      dueAt: sql`now() + make_interval(secs => ${every * (0.9 + Math.random() * 0.2)})`,
    })
    .where(eq(guilds.id, guild.id));
  const troubled = await recordRoleProblems(tx, guild.id, snapshot);
  if (troubled && !problem)
    await tx
      .update(guilds)
      .set({ dueAt: sql`now() + make_interval(secs => ${brokenEverySeconds})` })
      .where(eq(guilds.id, guild.id));
  const resumed = await resumeAccesses(tx, guild.id, problem);
  await mailServerChange(tx, guild.id, guild, resumed);
}

async function isSomeoneWaiting(tx: Tx, guildId: string, problem: Problem): Promise<boolean> {
  const [waiting] = await tx
    .select({ gen: accesses.gen })
    .from(accesses)
    .where(and(eq(accesses.guildId, guildId), eq(accesses.problem, problem)))
    .limit(1);
  return waiting !== undefined;
}

/** Records for each entitlement whether its role can be given. Returns whether any can't. */
async function recordRoleProblems(tx: Tx, guildId: string, snapshot: GuildSnapshot): Promise<boolean> {
  const rows = await tx.select().from(entitlements).where(eq(entitlements.guildId, guildId));
  let troubled = false;
  for (const entitlement of rows) {
    const problem = roleProblem(guildId, snapshot, entitlement.roleId);
    troubled ||= problem !== null && !entitlement.deletedAt;
    if (problem === entitlement.problem) continue;
    const [changed] = await tx
      .update(entitlements)
      .set({ problem, problemSince: problem ? sql`now()` : null, updatedAt: entitlement.updatedAt })
      .where(eq(entitlements.id, entitlement.id))
      .returning();
    // A missing permission is a problem of the whole server, which has its own email.
    if (changed && problem !== "discord_missing_permission" && !entitlement.deletedAt)
      await mailRoleProblem(tx, changed);
  }
  return troubled;
}

export function roleProblem(guildId: string, snapshot: GuildSnapshot, roleId: string | null) {
  if (!roleId) return null;
  const role = snapshot.roles.find(({ id }) => id === roleId);
  if (!role) return "discord_role_deleted" as const;
  const obstacle = roleObstacle(role, guildId, snapshot);
  if (obstacle === "bot_permission") return "discord_missing_permission" as const;
  if (obstacle === "managed") return "discord_role_managed" as const;
  return obstacle ? ("discord_role_above_bot" as const) : null;
}

/**
 * Discord sometimes answers that a healthy guild is unknown, so one such answer proves nothing. The bot was removed
 * if there are several in a row and the bot's own list lacks the guild.
 */
async function recordGone(guild: Guild, lane: Lane): Promise<void> {
  // An open panel checks every few seconds. Answers that close together count as one.
  const isRepeat =
    guild.goneChecks > 0 && (guild.checkedAt?.getTime() ?? 0) > databaseNow().getTime() - closeTogetherMs;
  if (isRepeat) {
    const dueAt = sql`now() + make_interval(secs => ${goneEverySeconds})`;
    await db().update(guilds).set({ dueAt }).where(eq(guilds.id, guild.id));
    return;
  }
  const confirmations = guild.goneChecks + 1;
  const absent = confirmations >= goneConfirmations && !(await inBotsList(guild.id, lane));
  log.warn({ guild: guild.id, confirmations, absent }, "the bot seems to be gone from a server");
  await inTransaction(async (tx) => {
    await tx
      .update(guilds)
      .set({
        goneChecks: confirmations,
        checkedAt: sql`now()`,
        attempts: 0,
        dueAt: sql`now() + make_interval(secs => ${absent || guild.problem ? brokenEverySeconds : goneEverySeconds})`,
        ...(absent &&
          guild.problem !== "discord_bot_removed" && {
            problem: "discord_bot_removed" as const,
            problemSince: sql`now()`,
          }),
      })
      .where(and(eq(guilds.id, guild.id), isNull(guilds.releasedAt)));
    // Accesses that waited for the result run now: their grants get the error code without another call.
    if (absent && guild.problem !== "discord_bot_removed") {
      await tx.execute(
        sql`update accesses set due_at = now() where guild_id = ${guild.id} and (due_at is not null or gen > applied)`,
      );
      await mailServerChange(tx, guild.id, guild, 0);
    }
  });
}

async function inBotsList(guildId: string, lane: Lane): Promise<boolean> {
  let after = "0";
  for (;;) {
    const page = await listBotGuilds(after, lane);
    if (page.kind === "later") throw retryLater(page);
    if (page.kind === "refused") throw new RetryLater(60, "the bot's list of servers was refused");
    if (page.body.some(({ id }) => id === guildId)) return true;
    const last = page.body.at(-1);
    if (!last || page.body.length < 200) return false;
    after = goOnAfter("servers", after, last.id);
  }
}
