import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { liveGrant } from "@/db/live-grant";
import { businesses, customers, type entitlements, guilds, members, users } from "@/db/schema";
import type { EmailProps } from "@/emails/email-props";
import { snapshotRole } from "@/lib/discord/roles";
import { queueEmail } from "@/lib/email/queue-email";
import { env } from "@/lib/env";
import type { Claim } from "@/lib/grants/claims";
import { countWithin } from "@/lib/rate-counter";

/**
 * Emails owners and admins once when a server needs attention and once when it has recovered. The emails' keys
 * contain the problem and its start, so a check that runs twice sends one email.
 */
export async function mailServerChange(
  tx: Tx,
  guildId: string,
  before: Pick<typeof guilds.$inferSelect, "problem" | "problemSince">,
  resumed: number,
): Promise<void> {
  const about = await readServer(tx, guildId);
  if (!about || about.guild.problem === before.problem) return;
  const { problem, name } = about.guild;
  if (problem) {
    const waiting = await waitingFor(tx, sql`e.guild_id = ${guildId}`);
    const props = { serverName: name, roleName: null, code: problem, waiting, link: about.link };
    return mailPeople(tx, about, `${guildId}:${periodKey(about.guild)}`, "server-needs-attention", props);
  }
  const props = { serverName: name, served: resumed, link: about.link };
  await mailPeople(tx, about, `${guildId}:${periodKey(before)}`, "server-recovered", props);
}

function periodKey({ problem, problemSince }: { problem: string | null; problemSince: Date | null }): string {
  return `${problem}:${problemSince?.getTime()}`;
}

/** The same for a role that can't be given, if anybody is entitled to it. */
export async function mailRoleProblem(
  tx: Tx,
  entitlement: Pick<
    typeof entitlements.$inferSelect,
    "id" | "guildId" | "roleId" | "problem" | "problemSince"
  >,
): Promise<void> {
  const { problem: code } = entitlement;
  if (!code) return;
  const about = await readServer(tx, entitlement.guildId);
  const entitled = await waitingFor(tx, sql`e.id = ${entitlement.id}`, ["pending", "failed", "delivered"]);
  if (!about || entitled === 0) return;
  const roleName = snapshotRole(about.guild.snapshot, entitlement.roleId)?.name ?? null;
  const waiting = await waitingFor(tx, sql`e.id = ${entitlement.id}`);
  const props = { serverName: about.guild.name, roleName, code, waiting, link: about.link };
  await mailPeople(tx, about, `${entitlement.id}:${periodKey(entitlement)}`, "server-needs-attention", props);
}

const takenRoleMailsADay = 5;

/** A moderator removed a role, and the entitlement accepts that. `cause` is the id of the history line. */
export async function mailRoleTaken(
  tx: Tx,
  guildId: string,
  { entitlementId, entitlementName, grantId, customerId, roleId }: Claim,
  cause: string,
): Promise<void> {
  const about = await readServer(tx, guildId);
  const [customer] = await tx
    .select({ email: customers.email })
    .from(customers)
    .where(eq(customers.id, customerId));
  if (!about || !customer) return;
  if (!(await countWithin(tx, `role-taken:${entitlementId}`, takenRoleMailsADay, 24 * 3600))) return;
  const roleName = snapshotRole(about.guild.snapshot, roleId)?.name ?? null;
  const names = { serverName: about.guild.name, roleName, entitlementName, customer: customer.email };
  const props = { ...names, link: `${about.home}/grants/${grantId}` };
  await mailPeople(tx, about, cause, "role-taken", props);
}

async function readServer(tx: Tx, guildId: string) {
  const [row] = await tx
    .select({ guild: guilds, slug: businesses.slug })
    .from(guilds)
    .innerJoin(businesses, eq(businesses.id, guilds.businessId))
    .where(eq(guilds.id, guildId));
  if (!row) return null;
  const home = `${env().APP_URL}/${row.slug}`;
  return { guild: row.guild, home, link: `${home}/attention` };
}

type About = NonNullable<Awaited<ReturnType<typeof readServer>>>;

async function mailPeople<T extends "server-needs-attention" | "server-recovered" | "role-taken">(
  tx: Tx,
  { guild }: About,
  period: string,
  template: T,
  props: EmailProps[T],
): Promise<void> {
  const people = await tx
    .select({ email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.businessId, guild.businessId), inArray(members.role, ["owner", "admin"])));
  for (const { email: to } of people)
    await queueEmail(tx, {
      uniqueKey: `${template}:${period}:${to}`,
      businessId: guild.businessId,
      grantId: null,
      to,
      template,
      props,
    });
}

/** How many connected customers have a live grant in one of these statuses; by default, those without access. */
async function waitingFor(
  tx: Tx,
  which: ReturnType<typeof sql>,
  statuses = ["pending", "failed"],
): Promise<number> {
  const rows = await tx.execute<{ n: number }>(sql`
    select count(*)::int as n from grants g join entitlements e on e.id = g.entitlement_id
    where ${which} and g.discord_user_id is not null and ${liveGrant("g")} and g.status in ${statuses}`);
  return rows[0]?.n ?? 0;
}
