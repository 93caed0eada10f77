import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { businesses, guilds, members, users } from "@/db/schema";
import { queueEmail } from "@/lib/email/queue-email";
import { env } from "@/lib/env";

/**
 * Mails the owners and admins once when a server begins to need attention, and once when it is well again. The
 * mails' keys hold the time the spell began, so a check that runs twice mails once.
 */
export async function tellMerchant(
  tx: Tx,
  guildId: string,
  problemBefore: string | null,
  resumed: number,
): Promise<void> {
  const [guild] = await tx
    .select({ guild: guilds, slug: businesses.slug })
    .from(guilds)
    .innerJoin(businesses, eq(businesses.id, guilds.businessId))
    .where(eq(guilds.id, guildId));
  if (!guild) return;
  const { problem, problemSince, name, businessId } = guild.guild;
  const link = `${env().APP_URL}/${guild.slug}/attention`;
  if (problem && problem !== problemBefore)
    for (const to of await peopleInCharge(tx, businessId))
      await queueEmail(tx, {
        uniqueKey: `server-needs-attention:${guildId}:${problem}:${problemSince?.getTime()}:${to}`,
        businessId,
        grantId: null,
        to,
        template: "server-needs-attention",
        props: {
          serverName: name,
          roleName: null,
          code: problem,
          waiting: await waitingIn(tx, guildId),
          link,
        },
      });
  if (!problem && problemBefore)
    for (const to of await peopleInCharge(tx, businessId))
      await queueEmail(tx, {
        uniqueKey: `server-recovered:${guildId}:${guild.guild.checkedAt?.getTime()}:${to}`,
        businessId,
        grantId: null,
        to,
        template: "server-recovered",
        props: { serverName: name, served: resumed, link },
      });
}

async function peopleInCharge(tx: Tx, businessId: string): Promise<string[]> {
  const rows = await tx
    .select({ email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.businessId, businessId), inArray(members.role, ["owner", "admin"])));
  return rows.map(({ email }) => email);
}

async function waitingIn(tx: Tx, guildId: string): Promise<number> {
  const rows = await tx.execute<{ n: number }>(sql`
    select count(*)::int as n from grants g join entitlements e on e.id = g.entitlement_id
    where e.guild_id = ${guildId} and g.discord_user_id is not null and g.status in ('pending', 'failed')`);
  return rows[0]?.n ?? 0;
}
