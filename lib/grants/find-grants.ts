import {
  and,
  asc,
  count,
  desc,
  eq,
  getTableColumns,
  ilike,
  inArray,
  isNotNull,
  isNull,
  ne,
  not,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import type { Tx } from "@/db/client";
import { inOrder, type ListOrder, newestFirst, pageInOrder } from "@/db/keyset";
import { containing } from "@/db/like";
import {
  customers,
  discordAccounts,
  entitlements,
  type GrantStatus,
  grantEvents,
  grants,
  products,
  purchases,
  type RevocationReason,
} from "@/db/schema";
import { shownName } from "@/db/shown-name";
import { canonicalOrAsGiven } from "@/lib/email-address";
import { notFound } from "@/lib/errors";
import type { Sort } from "@/lib/search-params";

const columns = {
  ...getTableColumns(grants),
  purchase: {
    kind: purchases.kind,
    externalId: purchases.externalId,
    live: purchases.live,
    endReason: purchases.endReason,
  },
};

export type GrantRow = typeof grants.$inferSelect & {
  purchase: Pick<typeof purchases.$inferSelect, "kind" | "externalId" | "live" | "endReason">;
};

/** The grant with this id in this business; throws `not_found`. Grants are never fetched by id alone. */
export async function findGrant(tx: Tx, businessId: string, grantId: string): Promise<GrantRow> {
  const [grant] = await tx
    .select(columns)
    .from(grants)
    .innerJoin(purchases, eq(purchases.id, grants.purchaseId))
    .where(and(eq(grants.businessId, businessId), eq(grants.id, grantId)));
  if (!grant) throw notFound("Grant");
  return grant;
}

/** The same, and it must belong to this entitlement, which may be deleted. */
export async function findGrantOfEntitlement(
  tx: Tx,
  businessId: string,
  entitlementId: string | undefined,
  grantId = "",
): Promise<GrantRow> {
  const grant = await findGrant(tx, businessId, grantId);
  if (grant.entitlementId !== entitlementId) throw notFound("Grant");
  return grant;
}

/** Finds the grant and locks it until the transaction ends. */
export async function lockGrant(tx: Tx, businessId: string, grantId: string): Promise<GrantRow> {
  await tx.select({ id: grants.id }).from(grants).where(eq(grants.id, grantId)).for("update");
  return findGrant(tx, businessId, grantId);
}

export async function grantsOfPurchase(tx: Tx, purchaseId: string): Promise<GrantRow[]> {
  return tx
    .select(columns)
    .from(grants)
    .innerJoin(purchases, eq(purchases.id, grants.purchaseId))
    .where(eq(grants.purchaseId, purchaseId))
    .orderBy(asc(grants.createdAt), asc(grants.id));
}

/** Matches the grants of an entitlement that aren't revoked, including those that are ending. */
export function notRevoked(entitlementId: string): SQL | undefined {
  return and(eq(grants.entitlementId, entitlementId), ne(grants.status, "revoked"));
}

/** After these ends nothing restores a grant automatically. */
const lastingReasons: RevocationReason[] = ["manual", "expired", "entitlement_ended", "server_released"];

/** Whether a grant that has ended may be restored when its purchase gives access again. */
export function restorable({ revocationReason }: GrantRow): boolean {
  return revocationReason === null || !lastingReasons.includes(revocationReason);
}

/** Matches the grants of an entitlement that somebody has, or would get back when the purchase gives access again. */
export function notEndedForGood(entitlementId: string): SQL | undefined {
  const lasting = inArray(grants.revocationReason, lastingReasons);
  return and(
    eq(grants.entitlementId, entitlementId),
    or(ne(grants.status, "revoked"), isNull(grants.revocationReason), not(lasting)),
  );
}

const withPeople = {
  grant: getTableColumns(grants),
  purchase: columns.purchase,
  customer: { id: customers.id, email: customers.email, name: customers.name },
  entitlement: {
    id: entitlements.id,
    name: entitlements.name,
    guildId: entitlements.guildId,
    roleId: entitlements.roleId,
    deletedAt: entitlements.deletedAt,
  },
  product: { id: products.id, name: products.name },
  account: {
    discordUserId: discordAccounts.discordUserId,
    username: discordAccounts.username,
    globalName: discordAccounts.globalName,
    avatar: discordAccounts.avatar,
  },
};

function selectWithPeople(tx: Tx) {
  // Drizzle nests only one level, so the purchase is selected beside the grant, and `joined` moves it inside.
  return tx
    .select(withPeople)
    .from(grants)
    .innerJoin(purchases, eq(purchases.id, grants.purchaseId))
    .innerJoin(customers, eq(customers.id, grants.customerId))
    .innerJoin(entitlements, eq(entitlements.id, grants.entitlementId))
    .leftJoin(products, eq(products.id, grants.productId))
    .leftJoin(
      discordAccounts,
      and(
        eq(discordAccounts.customerId, grants.customerId),
        eq(discordAccounts.discordUserId, grants.discordUserId),
      ),
    );
}

type JoinedRow = Awaited<ReturnType<typeof selectWithPeople>>[number];

function joined({ purchase, grant, ...rest }: JoinedRow) {
  return { ...rest, grant: { ...grant, purchase } satisfies GrantRow };
}

export type GrantWithPeople = ReturnType<typeof joined>;

export async function findGrantWithPeople(
  tx: Tx,
  businessId: string,
  grantId: string,
): Promise<GrantWithPeople> {
  const [found] = await selectWithPeople(tx).where(
    and(eq(grants.businessId, businessId), eq(grants.id, grantId)),
  );
  if (!found) throw notFound("Grant");
  return joined(found);
}

export const grantSorts = [
  { by: "since", direction: "desc" },
  { by: "name", direction: "asc" },
] as const satisfies Sort[];

const orders = {
  since: { by: grants.createdAt },
  name: {
    by: shownName(customers),
    from: sql`${grants} join ${customers} on ${customers.id} = ${grants.customerId}`,
  },
};

export type GrantFilter = {
  /** Newest first, if not given. */
  sort?: Sort<keyof typeof orders> | undefined;
  entitlementId?: string | undefined;
  customerId?: string | undefined;
  status?: GrantStatus | undefined;
  /** Part of the customer's email or name, or of the Discord name or id. */
  search?: string | undefined;
  /** The id of the last grant of the page before. */
  after?: string | undefined;
  offset?: number | undefined;
  limit: number;
};

/** `after` pages stably; `offset` is for the SDKs' page numbers. */
export async function listGrants(
  tx: Tx,
  businessId: string,
  filter: GrantFilter,
): Promise<GrantWithPeople[]> {
  const rows = await selectWithPeople(tx)
    .where(and(eq(grants.businessId, businessId), ...filterConditions(businessId, filter)))
    .orderBy(...inOrder(grants, orderOf(filter)))
    .offset(filter.offset ?? 0)
    .limit(filter.limit);
  return rows.map(joined);
}

/** The grants of these customers that wait for somebody or have a problem, newest first. */
export async function openGrantsOf(
  tx: Tx,
  businessId: string,
  customerIds: string[],
): Promise<GrantWithPeople[]> {
  if (customerIds.length === 0) return [];
  const rows = await selectWithPeople(tx)
    .where(
      and(
        eq(grants.businessId, businessId),
        inArray(grants.customerId, customerIds),
        ne(grants.status, "revoked"),
        or(ne(grants.status, "delivered"), isNotNull(grants.errorCode)),
      ),
    )
    .orderBy(...newestFirst(grants, grants.createdAt))
    .limit(1000);
  return rows.map(joined);
}

function orderOf({ sort = grantSorts[0] }: GrantFilter): ListOrder {
  return { ...orders[sort.by], direction: sort.direction };
}

function filterConditions(businessId: string, filter: GrantFilter): (SQL | undefined)[] {
  const conditions: (SQL | undefined)[] = [
    filter.entitlementId ? eq(grants.entitlementId, filter.entitlementId) : undefined,
    filter.customerId ? eq(grants.customerId, filter.customerId) : undefined,
    filter.status ? eq(grants.status, filter.status) : undefined,
    pageInOrder(grants, orderOf(filter), businessId, filter.after),
  ];
  if (filter.search) {
    const like = containing(filter.search);
    conditions.push(
      or(
        ilike(customers.email, like),
        eq(customers.email, canonicalOrAsGiven(filter.search)),
        ilike(customers.name, like),
        ilike(discordAccounts.username, like),
        ilike(discordAccounts.globalName, like),
        eq(grants.discordUserId, filter.search),
        eq(grants.id, filter.search),
      ),
    );
  }
  return conditions;
}

export type GrantCounts = Record<GrantStatus, number>;

/** Grants per status, for one entitlement or the business. */
export async function countGrants(tx: Tx, businessId: string, entitlementId?: string): Promise<GrantCounts> {
  const rows = await tx
    .select({ status: grants.status, count: count() })
    .from(grants)
    .where(
      and(
        eq(grants.businessId, businessId),
        entitlementId ? eq(grants.entitlementId, entitlementId) : undefined,
      ),
    )
    .groupBy(grants.status);
  const counts: GrantCounts = { pending: 0, delivered: 0, failed: 0, revoked: 0 };
  for (const row of rows) counts[row.status] = row.count;
  return counts;
}

/** How many lines of history are shown. A grant that comes and goes for years has thousands. */
export const historyShown = 200;

/** The newest lines of the grant's history, oldest first. */
export async function grantHistory(tx: Tx, businessId: string, grantId: string) {
  const newest = await tx
    .select()
    .from(grantEvents)
    .where(and(eq(grantEvents.businessId, businessId), eq(grantEvents.grantId, grantId)))
    .orderBy(desc(grantEvents.at), desc(grantEvents.id))
    .limit(historyShown);
  return newest.reverse();
}

/** Recent grant events of the business or of one entitlement, newest first. */
export async function grantActivity(
  tx: Tx,
  businessId: string,
  options: { entitlementId?: string; limit: number },
) {
  return tx
    .select({
      event: grantEvents,
      purchaseId: grants.purchaseId,
      customer: { id: customers.id, email: customers.email, name: customers.name },
      entitlement: { id: entitlements.id, name: entitlements.name },
      account: {
        username: discordAccounts.username,
        avatar: discordAccounts.avatar,
        discordUserId: discordAccounts.discordUserId,
      },
    })
    .from(grantEvents)
    .innerJoin(grants, eq(grants.id, grantEvents.grantId))
    .innerJoin(customers, eq(customers.id, grants.customerId))
    .innerJoin(entitlements, eq(entitlements.id, grants.entitlementId))
    .leftJoin(
      discordAccounts,
      and(
        eq(discordAccounts.customerId, grants.customerId),
        eq(discordAccounts.discordUserId, grants.discordUserId),
      ),
    )
    .where(
      and(
        eq(grantEvents.businessId, businessId),
        options.entitlementId ? eq(grantEvents.entitlementId, options.entitlementId) : undefined,
      ),
    )
    .orderBy(desc(grantEvents.at))
    .limit(options.limit);
}
