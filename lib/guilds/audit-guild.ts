import { eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { guilds, lanes } from "@/db/schema";
import { databaseNow } from "@/lib/clock";
import { type DiscordMember, goOnAfter, listMembers } from "@/lib/discord/api";
import { discordCode, retryLater } from "@/lib/discord/problems";
import { wakeWorkers } from "@/lib/work/wake";

const auditEveryHours = 12;
const pageSize = 1000;

/**
 * Compares every access of a guild with Discord, a page of 1,000 members at a time, and syncs those that differ.
 * If the bot may not list members, every access is synced in the bulk lane. Progress is stored, so a killed audit
 * continues where it stopped.
 */
export async function auditGuild(guildId: string): Promise<void> {
  const [guild] = await db().select().from(guilds).where(eq(guilds.id, guildId));
  if (!guild || guild.releasedAt || guild.parkedAt || guild.problem === "discord_bot_removed")
    return finish(guildId, null);
  const after = guild.auditAfter ?? "0";
  if (after === "0") await db().update(guilds).set({ lastAudit: null }).where(eq(guilds.id, guildId));
  const page = await listMembers(guildId, after);
  if (page.kind === "later") throw retryLater(page);
  if (page.kind === "refused") {
    if (page.code !== discordCode.missingAccess) return finish(guildId, null);
    return finish(guildId, { how: "single", read: await markAllDue(guildId), repaired: 0 });
  }
  const last = page.body.at(-1)?.user.id;
  const complete = page.body.length < pageSize || !last;
  if (!complete) goOnAfter("members", after, last);
  const repaired = await markDifferent(guildId, page.body, after, complete ? null : last);
  const totals = addUp(guild.lastAudit, after === "0", page.body.length, repaired);
  if (complete) return finish(guildId, { how: "pages", ...totals });
  await db()
    .update(guilds)
    .set({
      auditAfter: last,
      auditDueAt: sql`now()`,
      auditAttempts: 0,
      lastAudit: { at: databaseNow().toISOString(), how: "pages", ...totals },
    })
    .where(eq(guilds.id, guildId));
}

type Sum = { read: number; repaired: number };

function addUp(before: Sum | null, first: boolean, read: number, repaired: number): Sum {
  return first || !before
    ? { read, repaired }
    : { read: before.read + read, repaired: before.repaired + repaired };
}

async function finish(guildId: string, result: ({ how: "pages" | "single" } & Sum) | null): Promise<void> {
  await db()
    .update(guilds)
    .set({
      auditAfter: null,
      auditAttempts: 0,
      auditDueAt: sql`now() + make_interval(hours => ${auditEveryHours})`,
      ...(result && { lastAudit: { at: databaseNow().toISOString(), ...result } }),
    })
    .where(eq(guilds.id, guildId));
}

/**
 * Makes the accesses between two ids due whose member has changed since the last sync: roles we gave, presence, arrival,
 * or accepted rules. Being missing from a page proves nothing, so the sync reads again.
 */
async function markDifferent(
  guildId: string,
  members: DiscordMember[],
  after: string,
  upTo: string | null,
): Promise<number> {
  const read = JSON.stringify(members.map(({ user, ...rest }) => ({ ...rest, id: user.id })));
  const seen = sql`jsonb_to_recordset(${read}::jsonb) as s(id text, roles text[], pending boolean, joined_at timestamptz)`;
  return db().transaction(async (tx) => {
    // For people who came in before `joined_at` was stored.
    await tx.execute(sql`
      update accesses a set joined_at = s.joined_at from ${seen}
      where a.guild_id = ${guildId} and a.discord_user_id = s.id and a.in_guild and a.joined_at is null
        and a.adding_at is null and s.joined_at is not null`);
    const rows = await tx.execute<{ n: number }>(sql`
      with seen as (select * from ${seen}),
      known as (
        select a.guild_id, a.discord_user_id, a.in_guild, a.joined_at, a.pending_rules, a.seen_roles,
          array(select distinct r.role_id from access_roles r where r.guild_id = a.guild_id and r.discord_user_id = a.discord_user_id) as ours
        from accesses a
        where a.guild_id = ${guildId} and a.due_at is null
          and a.discord_user_id::numeric > ${after}::numeric
          and (${upTo}::text is null or a.discord_user_id::numeric <= ${upTo}::numeric)),
      marked as (
        update accesses a set due_at = now(), lane = ${lanes.bulk}
        from known k left join seen s on s.id = k.discord_user_id
        where a.guild_id = k.guild_id and a.discord_user_id = k.discord_user_id and (
          (s.id is null and k.in_guild is distinct from false)
          or (s.id is not null and (k.in_guild is distinct from true or k.pending_rules <> s.pending or k.joined_at <> s.joined_at
            or exists (select from unnest(k.ours) role where (role = any(s.roles)) <> (role = any(k.seen_roles))))))
        returning 1)
      select count(*)::int as n from marked`);
    const marked = rows[0]?.n ?? 0;
    if (marked > 0) await wakeWorkers(tx, "accesses");
    return marked;
  });
}

async function markAllDue(guildId: string): Promise<number> {
  const rows = await db().execute(sql`
    update accesses set due_at = now() + random() * interval '6 hours', lane = ${lanes.bulk}
    where guild_id = ${guildId} and due_at is null returning 1`);
  return rows.length;
}
