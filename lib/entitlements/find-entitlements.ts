import { and, eq, ilike, isNull, type SQL, sql } from "drizzle-orm";
import { preparedRead, type Tx } from "@/db/client";
import { inOrder, pageInOrder } from "@/db/keyset";
import { containing } from "@/db/like";
import { entitlements, guilds, productEntitlements, products } from "@/db/schema";
import { type TargetRole, targetRole } from "@/lib/discord/describe-target";
import { notFound } from "@/lib/errors";
import type { Sort } from "@/lib/search-params";

export type EntitlementRow = typeof entitlements.$inferSelect;

/** The entitlement with this id in this business; throws `not_found`. */
export async function findEntitlement(
  tx: Tx,
  businessId: string,
  id: string,
  options: { includeDeleted?: boolean } = {},
): Promise<EntitlementRow> {
  const [row] = await tx
    .select()
    .from(entitlements)
    .where(
      and(
        eq(entitlements.businessId, businessId),
        eq(entitlements.id, id),
        options.includeDeleted ? undefined : isNull(entitlements.deletedAt),
      ),
    );
  if (!row) throw notFound("Entitlement");
  return row;
}

const byId = preparedRead((db) =>
  db
    .select()
    .from(entitlements)
    .where(
      and(
        eq(entitlements.id, sql.placeholder("id")),
        eq(entitlements.businessId, sql.placeholder("businessId")),
        isNull(entitlements.deletedAt),
      ),
    )
    .prepare("entitlement_by_id"),
);

/** `findEntitlement` as a prepared read outside a transaction. */
export async function readEntitlement(businessId: string, id: string): Promise<EntitlementRow> {
  const [row] = await byId({ businessId, id });
  if (!row) throw notFound("Entitlement");
  return row;
}

export const entitlementSorts = [
  { by: "created", direction: "desc" },
  { by: "name", direction: "asc" },
] as const satisfies Sort[];

const sortValues = { created: entitlements.createdAt, name: sql`lower(${entitlements.name})` };

const conditions = {
  /** Its role or its server has a problem, or somebody's access failed. */
  problems: sql`(${entitlements.problem} is not null
    or exists (select from guilds where guilds.id = ${entitlements.guildId} and guilds.problem is not null)
    or exists (select from grants where grants.entitlement_id = ${entitlements.id} and grants.status = 'failed'))`,
  waiting: sql`exists (select from grants where grants.entitlement_id = ${entitlements.id} and grants.status = 'pending')`,
  no_products: sql`not exists (select from product_entitlements p where p.entitlement_id = ${entitlements.id})`,
};

export type EntitlementCondition = keyof typeof conditions;

export function readEntitlementCondition(text: string | undefined): EntitlementCondition | undefined {
  return text && Object.hasOwn(conditions, text) ? (text as EntitlementCondition) : undefined;
}

export type EntitlementFilter = {
  /** Newest first, if not given. */
  sort?: Sort<keyof typeof sortValues> | undefined;
  /** Part of the name. */
  search?: string | undefined;
  guildId?: string | undefined;
  productId?: string | undefined;
  condition?: EntitlementCondition | undefined;
  after?: string | undefined;
  offset?: number | undefined;
  limit: number;
};

export async function listEntitlements(
  tx: Tx,
  businessId: string,
  filter: EntitlementFilter,
): Promise<EntitlementRow[]> {
  const { by, direction } = filter.sort ?? entitlementSorts[0];
  const order = { by: sortValues[by], direction };
  return tx
    .select()
    .from(entitlements)
    .where(
      and(
        eq(entitlements.businessId, businessId),
        isNull(entitlements.deletedAt),
        filter.search ? ilike(entitlements.name, containing(filter.search)) : undefined,
        filter.guildId ? eq(entitlements.guildId, filter.guildId) : undefined,
        filter.productId ? givenBy(filter.productId) : undefined,
        filter.condition && conditions[filter.condition],
        pageInOrder(entitlements, order, businessId, filter.after),
      ),
    )
    .orderBy(...inOrder(entitlements, order))
    .offset(filter.offset ?? 0)
    .limit(filter.limit);
}

function givenBy(productId: string): SQL {
  return sql`exists (select from product_entitlements p where p.entitlement_id = ${entitlements.id} and p.product_id = ${productId})`;
}

export type EntitlementSummary = {
  entitlement: EntitlementRow;
  guild: { id: string; name: string; icon: string | null; problem: string | null };
  role: TargetRole;
  counts: { pending: number; delivered: number; failed: number; revoked: number };
  productCount: number;
};

/** The entitlements for the list on screen, with server, role, grants per status and number of products. */
export async function summarizeEntitlements(
  tx: Tx,
  businessId: string,
  filter: EntitlementFilter,
): Promise<EntitlementSummary[]> {
  const rows = await listEntitlements(tx, businessId, filter);
  return Promise.all(rows.map((entitlement) => summarize(tx, entitlement)));
}

export async function summarizeEntitlement(
  tx: Tx,
  businessId: string,
  id: string,
): Promise<EntitlementSummary> {
  return summarize(tx, await findEntitlement(tx, businessId, id));
}

async function summarize(tx: Tx, entitlement: EntitlementRow): Promise<EntitlementSummary> {
  const [guild] = await tx.select().from(guilds).where(eq(guilds.id, entitlement.guildId));
  if (!guild) throw new Error(`Entitlement ${entitlement.id} has no server`);

  const [counts] = await tx.execute<EntitlementSummary["counts"] & { products: number }>(sql`
    select count(*) filter (where status = 'pending')::int as pending,
      count(*) filter (where status = 'delivered')::int as delivered,
      count(*) filter (where status = 'failed')::int as failed,
      count(*) filter (where status = 'revoked')::int as revoked,
      (select count(*)::int from product_entitlements p where p.entitlement_id = ${entitlement.id}) as products
    from grants where entitlement_id = ${entitlement.id}`);
  const { products: productCount = 0, ...perStatus } = counts ?? {
    pending: 0,
    delivered: 0,
    failed: 0,
    revoked: 0,
  };
  return {
    entitlement,
    guild: { id: guild.id, name: guild.name, icon: guild.icon, problem: guild.problem },
    role: targetRole(guild.snapshot, entitlement.roleId),
    counts: {
      pending: perStatus.pending,
      delivered: perStatus.delivered,
      failed: perStatus.failed,
      revoked: perStatus.revoked,
    },
    productCount,
  };
}

export async function productsOfEntitlement(tx: Tx, entitlementId: string) {
  return tx
    .select({
      id: products.id,
      name: products.name,
      archivedAt: products.archivedAt,
      priceIds: productEntitlements.priceIds,
    })
    .from(productEntitlements)
    .innerJoin(products, eq(products.id, productEntitlements.productId))
    .where(eq(productEntitlements.entitlementId, entitlementId))
    .orderBy(products.name);
}
