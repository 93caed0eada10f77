import {
  and,
  count,
  desc,
  eq,
  getTableColumns,
  gte,
  ilike,
  inArray,
  isNull,
  lte,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import type { Tx } from "@/db/client";
import { inOrder, type ListOrder, pageInOrder } from "@/db/keyset";
import { containing } from "@/db/like";
import { lockUntilCommit } from "@/db/lock";
import {
  accesses,
  customers,
  discordAccounts,
  guilds,
  paymentConnections,
  products,
  purchases,
} from "@/db/schema";
import { shownName } from "@/db/shown-name";
import { type Actor, writeAudit } from "@/lib/audit";
import { canonicalEmail, canonicalOrAsGiven, spellingsOf } from "@/lib/email-address";
import { notFound } from "@/lib/errors";
import { newId } from "@/lib/ids";
import type { Sort } from "@/lib/search-params";

export type CustomerRow = typeof customers.$inferSelect;

/** The customer with this id (ours or the payment provider's) in this business; throws `not_found`. */
export async function findCustomer(tx: Tx, businessId: string, id: string): Promise<CustomerRow> {
  // An array instead of a join, so that both sides of the "or" use an index.
  const connections = sql`array(select pc.id from payment_connections pc where pc.business_id = ${businessId})`;
  const theirs = and(eq(customers.externalId, id), sql`${customers.connectionId} = any(${connections})`);
  const [customer] = await tx
    .select()
    .from(customers)
    .where(and(eq(customers.businessId, businessId), or(eq(customers.id, id), theirs)))
    .orderBy(sql`(${customers.id} = ${id}) desc`)
    .limit(1);
  if (!customer) throw notFound("Customer");
  return customer;
}

/** Matches a canonical address in any spelling that older versions stored. */
export function hasEmail(email: string): SQL {
  return inArray(sql`lower(${customers.email})`, spellingsOf(email));
}

/** The customer with this address, created if there is none. Throws `invalid` for a malformed address. */
export async function customerByEmail(
  tx: Tx,
  businessId: string,
  given: string,
  name = "",
): Promise<CustomerRow> {
  const email = canonicalEmail(given);
  await lockUntilCommit(tx, `customer:${businessId}:${email}`);
  const [known] = await tx
    .select()
    .from(customers)
    .where(and(eq(customers.businessId, businessId), hasEmail(email)))
    .orderBy(desc(customers.createdAt))
    .limit(1);
  if (known) return known;
  const [added] = await tx
    .insert(customers)
    .values({ id: newId("customer"), businessId, email, name })
    .returning();
  if (!added) throw new Error("insert returned nothing");
  return added;
}

export const customerSorts = [
  { by: "since", direction: "desc" },
  { by: "name", direction: "asc" },
] as const satisfies Sort[];

const sortValues = { since: customers.createdAt, name: shownName(customers) };

// The business lets Postgres start from the few grants of a status instead of from all customers.
const grantsOf = sql`from grants where grants.customer_id = ${customers.id} and grants.business_id = ${customers.businessId}`;

/** What customers have now. */
const standings = {
  has_access: sql`exists (select ${grantsOf} and grants.status = 'delivered')`,
  not_connected: sql`exists (select ${grantsOf} and grants.status = 'pending' and grants.discord_user_id is null)`,
  failed: sql`exists (select ${grantsOf} and grants.status = 'failed')`,
  ended: sql`(exists (select ${grantsOf} and grants.status = 'revoked')
    and not exists (select ${grantsOf} and grants.status <> 'revoked'))`,
};

export type CustomerStanding = keyof typeof standings;

export function readStanding(text: string | undefined): CustomerStanding | undefined {
  return text && Object.hasOwn(standings, text) ? (text as CustomerStanding) : undefined;
}

export type CustomerFilter = {
  standing?: CustomerStanding | undefined;
  /** They bought it, whatever has become of it. */
  productId?: string | undefined;
  /** They have or had access to it. */
  guildId?: string | undefined;
  /** Newest first, if not given. */
  sort?: Sort<keyof typeof sortValues> | undefined;
  email?: string | undefined;
  name?: string | undefined;
  createdFrom?: Date | undefined;
  createdTo?: Date | undefined;
  after?: string | undefined;
  offset?: number | undefined;
  limit: number;
};

function orderOf({ sort = customerSorts[0] }: CustomerFilter): ListOrder {
  return { by: sortValues[sort.by], direction: sort.direction };
}

export async function listCustomers(
  tx: Tx,
  businessId: string,
  filter: CustomerFilter,
): Promise<CustomerRow[]> {
  return tx
    .select()
    .from(customers)
    .where(filtered(businessId, filter))
    .orderBy(...inOrder(customers, orderOf(filter)))
    .offset(filter.offset ?? 0)
    .limit(filter.limit);
}

/** The same for screens, with the Discord account (which `search` covers too) and the number of grants. */
export async function summarizeCustomers(
  tx: Tx,
  businessId: string,
  filter: CustomerFilter & { search?: string | undefined },
) {
  const like = filter.search ? containing(filter.search) : null;
  return tx
    .select({
      customer: customers,
      account: {
        username: discordAccounts.username,
        globalName: discordAccounts.globalName,
        avatar: discordAccounts.avatar,
        discordUserId: discordAccounts.discordUserId,
      },
      delivered: sql<number>`(select count(*)::int from grants g where g.customer_id = ${customers.id} and g.status = 'delivered')`,
      pending: sql<number>`(select count(*)::int from grants g where g.customer_id = ${customers.id} and g.status = 'pending')`,
      failed: sql<number>`(select count(*)::int from grants g where g.customer_id = ${customers.id} and g.status = 'failed')`,
    })
    .from(customers)
    .leftJoin(
      discordAccounts,
      and(eq(discordAccounts.customerId, customers.id), isNull(discordAccounts.unlinkedAt)),
    )
    .where(
      and(
        filtered(businessId, filter),
        like
          ? or(
              ilike(customers.email, like),
              eq(customers.email, canonicalOrAsGiven(filter.search ?? "")),
              ilike(customers.name, like),
              ilike(discordAccounts.username, like),
              eq(discordAccounts.discordUserId, filter.search ?? ""),
            )
          : undefined,
      ),
    )
    .orderBy(...inOrder(customers, orderOf(filter)))
    .offset(filter.offset ?? 0)
    .limit(filter.limit);
}

function filtered(businessId: string, filter: CustomerFilter) {
  const { email, name, createdFrom, createdTo, after } = filter;
  return and(
    eq(customers.businessId, businessId),
    email ? hasEmail(canonicalOrAsGiven(email)) : undefined,
    name ? ilike(customers.name, containing(name)) : undefined,
    filter.standing && standings[filter.standing],
    filter.productId ? hasBought(filter.productId) : undefined,
    filter.guildId
      ? sql`exists (select ${grantsOf} and grants.entitlement_id in
          (select id from entitlements where entitlements.guild_id = ${filter.guildId}))`
      : undefined,
    createdFrom ? gte(customers.createdAt, createdFrom) : undefined,
    createdTo ? lte(customers.createdAt, createdTo) : undefined,
    pageInOrder(customers, orderOf(filter), businessId, after),
  );
}

function hasBought(productId: string): SQL {
  return sql`exists (select from purchases where purchases.customer_id = ${customers.id}
    and (purchases.product_id = ${productId} or exists (select from purchase_lines l
      where l.purchase_id = purchases.id and l.product_id = ${productId})))`;
}

export async function countCustomers(tx: Tx, businessId: string): Promise<number> {
  const [row] = await tx.select({ n: count() }).from(customers).where(eq(customers.businessId, businessId));
  return row?.n ?? 0;
}

export async function updateCustomer(
  tx: Tx,
  businessId: string,
  id: string,
  changes: Partial<Pick<CustomerRow, "name" | "phoneNumber" | "metadata" | "accountLocked">>,
  actor: Actor,
): Promise<CustomerRow> {
  const customer = await findCustomer(tx, businessId, id);
  if (Object.keys(changes).length > 0)
    await tx.update(customers).set(changes).where(eq(customers.id, customer.id));
  await writeAudit(tx, {
    businessId,
    actor,
    action: "customer.updated",
    subjectId: customer.id,
    details: { fields: Object.keys(changes) },
  });
  return findCustomer(tx, businessId, customer.id);
}

export async function purchasesOfCustomer(tx: Tx, businessId: string, customerId: string) {
  return tx
    .select({
      ...getTableColumns(purchases),
      provider: paymentConnections.provider,
      product: {
        id: products.id,
        name: products.name,
        interval: products.interval,
        intervalCount: products.intervalCount,
      },
    })
    .from(purchases)
    .leftJoin(paymentConnections, eq(paymentConnections.id, purchases.connectionId))
    .leftJoin(products, eq(products.id, purchases.productId))
    .where(and(eq(purchases.businessId, businessId), eq(purchases.customerId, customerId)))
    .orderBy(desc(purchases.createdAt));
}

/** What Discord last showed about a customer's account in this business's servers, and whether a sync is due soon. */
export async function accessOfCustomer(tx: Tx, businessId: string, customerId: string) {
  return tx
    .select({
      access: accesses,
      guild: guilds,
      account: discordAccounts,
      syncsSoon: sql<boolean>`coalesce(${accesses.dueAt} <= clock_timestamp() + interval '1 minute', false)`,
    })
    .from(discordAccounts)
    .innerJoin(accesses, eq(accesses.discordUserId, discordAccounts.discordUserId))
    .innerJoin(guilds, and(eq(guilds.id, accesses.guildId), eq(guilds.businessId, businessId)))
    .where(and(eq(discordAccounts.customerId, customerId), isNull(discordAccounts.unlinkedAt)));
}

export async function accountsOfCustomer(tx: Tx, businessId: string, customerId: string) {
  return tx
    .select()
    .from(discordAccounts)
    .where(and(eq(discordAccounts.businessId, businessId), eq(discordAccounts.customerId, customerId)))
    .orderBy(desc(discordAccounts.linkedAt));
}
