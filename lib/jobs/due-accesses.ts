import { type SQL, sql } from "drizzle-orm";
import { accesses, type Lane, lanes } from "@/db/schema";
import { inTurn, type Look } from "./look";

/** Which lane comes first in a worker's looks. The others follow in their order, as far as there are places. */
const firstChoice: readonly Lane[] = [
  "waiting",
  "waiting",
  "revoke",
  "waiting",
  "bulk",
  "waiting",
  "revoke",
  "waiting",
];

/**
 * Accesses to sync now. Who is next in a server is decided here, before anything is read from Discord.
 *
 * - A server gets as many rows as it gets role changes in the next second, and two that read meanwhile, so that rows
 *   in hand don't wait long for their turn. Waiting people get all that its bucket has free. Each lane's oldest row is
 *   always in. A row in hand stays due, so it keeps its place and counts.
 * - While Discord blocks a server's role changes, only waiting people are let in.
 * - A lane is a weight: it has the first choice in its share of the looks. In a lane, each business's oldest row comes
 *   before any business's second, and the business that was served longest ago is first.
 *
 * So the oldest row of a business in a lane is taken within 8 × B of a worker's looks that take rows, where B is how
 * many businesses have due rows in that lane, whatever else is due. For waiting people, who have five looks of eight,
 * it is 2 × B, and 4 × B for revokes.
 */
export const dueAccesses = (limit: number, look: Look): SQL => {
  const { guildId, discordUserId, lane, dueAt } = accesses;
  const due = (number: number) => sql`
    from ${accesses} where ${guildId} = guilds.id and ${lane} = ${sql.raw(String(number))} and ${dueAt} <= now()`;
  // `offset 0` makes Postgres look into the index of each server, instead of reading all due rows.
  const has = (number: number) => sql`exists (select ${due(number)} offset 0)`;
  const next = (number: number, places: SQL) => sql`
    (select ${discordUserId}, ${lane}, ${dueAt} ${due(number)} order by ${dueAt}, ${discordUserId} limit ${places})`;
  const first = lanes[firstChoice[look.number % firstChoice.length] ?? "waiting"];
  return sql`
  with busy as materialized (
    select id, business_id from guilds
    where ${has(lanes.waiting)} or ${has(lanes.revoke)} or ${has(lanes.bulk)}
  ), places as materialized (
    select busy.id, busy.business_id, coalesce(pace.blocked, false) as blocked, coalesce(pace.steady, 3) as steady,
      greatest(coalesce(pace.steady, 3), coalesce(pace.free, 10)) as people
    from busy left join lateral (
      select blocked_until > now() + interval '2 seconds' as blocked,
        least(8, 2 + ceil(1000.0 * "limit" / window_ms))::int as steady,
        "limit" - (select count(*) from unnest(slots) s where s > now() - make_interval(secs => window_ms / 1000.0)) as free
      from rate_buckets where key = 'member-role:' || busy.id
    ) pace on true
  ), rows as (
    select guilds.id || ':' || next.discord_user_id as id, next.lane, guilds.business_id as tenant, next.due_at,
      row_number() over (partition by guilds.business_id, next.lane order by next.nth, next.due_at, next.discord_user_id) as turn
    from places guilds cross join lateral (
      select *, row_number() over (order by lane, due_at, discord_user_id) as place,
        row_number() over (partition by lane order by due_at, discord_user_id) as nth
      from (${next(lanes.waiting, sql`people`)} union all ${next(lanes.revoke, sql`steady`)}
        union all ${next(lanes.bulk, sql`steady`)}) due
    ) next
    where next.lane = ${lanes.waiting} or not blocked and (next.nth = 1 or next.place <= steady)
  )
  select id, lane, tenant from rows
  order by lane <> ${first}, lane, ${inTurn(look, sql`lane`)}, due_at
  limit ${limit}`;
};
