import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { guilds } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { GatehouseError } from "@/lib/errors";
import type { GuildRow } from "./guilds";
import { handOver } from "./release-guild";

/**
 * Connects the guild to the business whose install was just completed. `installedBy` is the Discord account that added
 * the bot, where Discord said. Throws `conflict` when the guild is connected to another business.
 */
export async function assignGuild(
  tx: Tx,
  guild: { id: string; name: string; icon: string | null },
  by: { businessId: string; actor: Actor; installedBy?: string | null },
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
    ...(by.installedBy && { installedBy: by.installedBy }),
    releasedAt: null,
    parkedAt: null,
    problem: null,
    problemSince: null,
    goneChecks: 0,
    dueAt: sql`now()`,
  };
  if (existing && existing.businessId !== by.businessId) await handOver(tx, existing);
  const [row] = await tx
    .insert(guilds)
    .values({ id: guild.id, ...fresh })
    .onConflictDoUpdate({ target: guilds.id, set: { ...fresh, ...sweptSoon, connectedAt: sql`now()` } })
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

/** Nobody looked while the server was not connected. */
const sweptSoon = { auditDueAt: sql`now()`, auditAfter: null };

/** Parks a guild whose bot was removed and re-added by another business. Nobody gets access until it is reconnected. */
export async function parkGuild(tx: Tx, guildId: string): Promise<void> {
  await tx
    .update(guilds)
    .set({ parkedAt: sql`now()` })
    .where(and(eq(guilds.id, guildId), eq(guilds.problem, "discord_bot_removed"), isNull(guilds.parkedAt)));
}
