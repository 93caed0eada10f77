import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { roleProblems } from "@/db/schema";

/** Which problem: role problems concern one entitlement, all others a whole server. */
export type CauseKey = { code: string; guildId: string | null; entitlementId: string | null };

export type AffectedPerson = {
  grantId: string;
  name: string;
  email: string;
  entitlement: string;
  /** ISO; null where grants of earlier releases don't have it. */
  since: string | null;
  /** Still has access that should have ended. */
  stuck: boolean;
};

/** The customers that a problem keeps waiting, the longest first; one line per person. */
export async function affectedPeople(
  tx: Tx,
  businessId: string,
  { code, guildId, entitlementId }: CauseKey,
  limit: number,
): Promise<AffectedPerson[]> {
  const isPerEntitlement = (roleProblems as readonly string[]).includes(code);
  const rows = await tx.execute<Omit<AffectedPerson, "since"> & { since: Date | string | null }>(sql`
    select * from (
      select distinct on (g.customer_id) g.id as "grantId", coalesce(nullif(c.name, ''), c.email) as name, c.email,
        e.name as entitlement, g.error_since as since, g.status = 'delivered' as stuck
      from grants g join entitlements e on e.id = g.entitlement_id join customers c on c.id = g.customer_id
      where g.business_id = ${businessId} and g.error_code = ${code} and g.status <> 'revoked'
        and e.guild_id = ${guildId} ${isPerEntitlement ? sql`and e.id = ${entitlementId}` : sql``}
      order by g.customer_id, g.error_since) people
    order by since, "grantId" limit ${limit}`);
  return rows.map(({ since, ...person }) => ({
    ...person,
    since: since ? new Date(since).toISOString() : null,
  }));
}
