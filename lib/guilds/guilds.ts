import { and, asc, count, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { entitlements, guilds } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { type RoleChoice, roleChoices } from "@/lib/discord/roles";
import { GatehouseError, notFound } from "@/lib/errors";

export type GuildRow = typeof guilds.$inferSelect;

/** The connected server with this id in this business; throws `not_found`. */
export async function findGuild(tx: Tx, businessId: string, guildId: string): Promise<GuildRow> {
  const [guild] = await tx
    .select()
    .from(guilds)
    .where(and(eq(guilds.businessId, businessId), eq(guilds.id, guildId), isNull(guilds.releasedAt)));
  if (!guild) throw notFound("Server");
  return guild;
}

export async function listGuilds(tx: Tx, businessId: string): Promise<GuildRow[]> {
  return tx
    .select()
    .from(guilds)
    .where(and(eq(guilds.businessId, businessId), isNull(guilds.releasedAt)))
    .orderBy(asc(guilds.connectedAt));
}

export function guildRoles(guild: GuildRow): RoleChoice[] {
  return guild.snapshot ? roleChoices(guild.id, guild.snapshot) : [];
}

/** Whether the bot can't give any role yet because its own role is below all others. */
export function needsRoleDrag(guild: GuildRow): boolean {
  const roles = guildRoles(guild).filter(({ obstacle }) => obstacle !== "managed");
  return roles.length > 0 && roles.every(({ obstacle }) => obstacle === "above_bot");
}

/**
 * Connects the guild to the business whose install was just completed. Throws `conflict` when the guild is connected
 * to another business.
 */
export async function assignGuild(
  tx: Tx,
  guild: { id: string; name: string; icon: string | null },
  by: { businessId: string; actor: Actor },
): Promise<GuildRow> {
  const [existing] = await tx.select().from(guilds).where(eq(guilds.id, guild.id)).for("update");
  if (existing && existing.businessId !== by.businessId && !existing.releasedAt)
    throw new GatehouseError(
      "conflict",
      `${guild.name} is connected to another business. Release it there first.`,
    );
  const fresh = {
    name: guild.name,
    icon: guild.icon,
    businessId: by.businessId,
    connectedBy: by.actor.id,
    releasedAt: null,
    parkedAt: null,
    problem: null,
    problemSince: null,
    goneChecks: 0,
    dueAt: sql`now()`,
  };
  const [row] = await tx
    .insert(guilds)
    .values({ id: guild.id, ...fresh })
    .onConflictDoUpdate({ target: guilds.id, set: { ...fresh, connectedAt: sql`now()` } })
    .returning();
  if (!row) throw new Error("insert returned nothing");
  await writeAudit(tx, {
    businessId: by.businessId,
    actor: by.actor,
    action: existing && existing.businessId === by.businessId ? "server.reconnected" : "server.connected",
    subjectId: guild.id,
    details: { name: guild.name },
  });
  return row;
}

/** Parks a guild whose bot was removed and re-added by another business. Nobody gets access until it is reconnected. */
export async function parkGuild(tx: Tx, guildId: string): Promise<void> {
  await tx
    .update(guilds)
    .set({ parkedAt: sql`now()` })
    .where(and(eq(guilds.id, guildId), eq(guilds.problem, "discord_bot_removed"), isNull(guilds.parkedAt)));
}

/**
 * Releases a server so that another business can connect it. Throws `invalid` while entitlements use it.
 */
export async function releaseGuild(tx: Tx, businessId: string, guildId: string, actor: Actor): Promise<void> {
  const guild = await findGuild(tx, businessId, guildId);
  const [used] = await tx
    .select({ entitlements: count() })
    .from(entitlements)
    .where(and(eq(entitlements.guildId, guildId), isNull(entitlements.deletedAt)));
  if (used && used.entitlements > 0)
    throw new GatehouseError(
      "invalid",
      `${used.entitlements} ${used.entitlements === 1 ? "entitlement uses" : "entitlements use"} this server. Move or delete them first.`,
    );
  await tx
    .update(guilds)
    .set({ releasedAt: sql`now()`, dueAt: null, auditDueAt: null })
    .where(eq(guilds.id, guildId));
  await writeAudit(tx, {
    businessId,
    actor,
    action: "server.released",
    subjectId: guildId,
    details: { name: guild.name },
  });
}
