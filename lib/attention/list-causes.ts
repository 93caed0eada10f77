import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { guilds, roleProblems } from "@/db/schema";
import { type FailureWho, failureWho } from "@/lib/discord/failures";
import { snapshotRole } from "@/lib/discord/roles";
import { listPaymentCauses } from "./payment-causes";

/** One problem, with the number of customers it affects. */
export type Cause = {
  code: string;
  who: FailureWho;
  guild: { id: string; name: string; icon: string | null } | null;
  entitlement: { id: string; name: string } | null;
  role: { name: string; color: number } | null;
  /** Customers who wait for access (`waiting`), or still have access that should have ended (`stuck`). */
  waiting: number;
  stuck: number;
  since: Date | null;
};

/** Role problems concern one entitlement; all others concern the whole server. */
const perEntitlement = new Set<string>(roleProblems);

/**
 * Every current problem, grouped by cause: what grants are waiting for, and what a check of a server or role found
 * before anybody had to wait. Problems that the merchant can fix come first, then those that affect the most people.
 */
export async function listCauses(tx: Tx, businessId: string): Promise<Cause[]> {
  const rows = await tx.execute<CauseRow>(sql`
    with troubled as (
      select g.error_code as code, e.guild_id, e.id as entitlement_id, g.status <> 'delivered' as waits, g.customer_id, g.error_since as since
      from grants g join entitlements e on e.id = g.entitlement_id
      where g.business_id = ${businessId} and g.error_code is not null and g.status <> 'revoked'
      union all
      select e.problem, e.guild_id, e.id, null, null, e.problem_since from entitlements e join guilds s on s.id = e.guild_id
      where e.business_id = ${businessId} and e.problem is not null and e.deleted_at is null and s.problem is null
      union all
      select s.problem, s.id, null, null, null, s.problem_since from guilds s
      where s.business_id = ${businessId} and s.problem is not null and s.released_at is null)
    select t.code, t.guild_id as "guildId",
      case when t.code in ${roleProblems} then t.entitlement_id end as "entitlementId",
      max(e.name) as "entitlementName", max(e.role_id) as "roleId",
      count(distinct t.customer_id) filter (where t.waits)::int as waiting,
      count(distinct t.customer_id) filter (where not t.waits)::int as stuck,
      min(t.since) as since
    from troubled t left join entitlements e on e.id = t.entitlement_id
    group by 1, 2, 3`);
  const servers = await tx.select().from(guilds).where(eq(guilds.businessId, businessId));
  const causes = rows.map((row) => causeOf(row, servers));
  const rank: Record<FailureWho, number> = { merchant: 0, operator: 1, customer: 2, nobody: 3 };
  return causes.sort((a, b) => rank[a.who] - rank[b.who] || affected(b) - affected(a));
}

type CauseRow = {
  code: string;
  guildId: string;
  entitlementId: string | null;
  entitlementName: string | null;
  roleId: string | null;
  waiting: number;
  stuck: number;
  since: string | null;
};

function causeOf(row: CauseRow, servers: (typeof guilds.$inferSelect)[]): Cause {
  const guild = servers.find(({ id }) => id === row.guildId);
  const isPerEntitlement = perEntitlement.has(row.code) && row.entitlementId && row.entitlementName;
  const role = isPerEntitlement && guild ? snapshotRole(guild.snapshot, row.roleId) : null;
  return {
    code: row.code,
    who: failureWho(row.code),
    guild: guild ? { id: guild.id, name: guild.name, icon: guild.icon } : null,
    entitlement: isPerEntitlement ? { id: row.entitlementId ?? "", name: row.entitlementName ?? "" } : null,
    role: role && { name: role.name, color: role.color },
    waiting: row.waiting,
    stuck: row.stuck,
    since: row.since ? new Date(row.since) : null,
  };
}

function affected({ waiting, stuck }: Cause): number {
  return waiting + stuck;
}

/** The number beside "Needs attention": people affected by problems that the merchant can fix. */
export async function countAttention(tx: Tx, businessId: string): Promise<number> {
  return (await countAffected(tx, businessId)).merchant;
}

/** How many people wait for the merchant, and how many must act themselves. */
export async function countAffected(
  tx: Tx,
  businessId: string,
): Promise<{ merchant: number; customers: number }> {
  const causes = await listCauses(tx, businessId);
  const of = (who: FailureWho) => causes.filter((cause) => cause.who === who).map(affected);
  const payments = (await listPaymentCauses(tx, businessId)).map(({ people }) => people);
  return {
    merchant: [...of("merchant"), ...payments].reduce((sum, people) => sum + Math.max(1, people), 0),
    customers: of("customer").reduce((sum, people) => sum + people, 0),
  };
}
