import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { hasEnded, liveGrant } from "@/db/live-grant";
import { customers, grants, paymentConnections, productEntitlements, products } from "@/db/schema";
import type { Actor } from "@/lib/audit";
import { hasEmail } from "@/lib/customers/customers";
import { canonicalOrAsGiven } from "@/lib/email-address";
import { findEntitlement, listEntitlements } from "@/lib/entitlements/find-entitlements";
import { env } from "@/lib/env";
import { revokeGrant } from "@/lib/grants/end-grants";
import type { Membership } from "@/lib/membership";
import { buyUrl } from "@/lib/products/buy-link";
import { mayAct } from "@/lib/rights";

export type FirstSteps = {
  /** Null: there is none yet. */
  entitlement: { id: string; name: string } | null;
  /** The products that give it. `buyUrl` is null where no provider sells the product. */
  products: { id: string; name: string; buyUrl: string | null }[];
  /** The merchant's own trial as a customer, with their own address. */
  test: { email: string; grantId: string | null; state: "none" | "waiting" | "in" | "ended" };
  /** Where the demo's mails can be read. */
  inboxUrl: string | null;
  /** Somebody got in. */
  tested: boolean;
  shared: boolean;
  done: boolean;
  mayChange: boolean;
};

/** The steps from an entitlement (this one, or the newest) to customers who get in. */
export async function readFirstSteps(
  tx: Tx,
  { business, person, role }: Membership,
  entitlementId?: string,
): Promise<FirstSteps> {
  const entitlement = entitlementId
    ? await findEntitlement(tx, business.id, entitlementId)
    : (await listEntitlements(tx, business.id, { limit: 1 }))[0];
  const given = entitlement ? await productsGiving(tx, entitlement.id) : [];
  const inside = await firstInside(tx, business.id, entitlementId);
  const mine = entitlement ? await ownGrant(tx, business.id, entitlement.id, person.email) : undefined;
  const shared = inside.several || given.some(({ linkSharedAt }) => linkSharedAt !== null);
  return {
    entitlement: entitlement ? { id: entitlement.id, name: entitlement.name } : null,
    products: given.map(({ id, name, forSale }) => ({ id, name, buyUrl: forSale ? buyUrl(id) : null })),
    test: { email: person.email, grantId: mine?.id ?? null, state: stateOf(mine) },
    inboxUrl: inboxUrl(person.email),
    tested: inside.somebody,
    shared,
    done: inside.several || (given.length > 0 && inside.somebody && shared),
    mayChange: mayAct(role, "admin"),
  };
}

function inboxUrl(email: string): string | null {
  const { SANDBOX_URL } = env();
  return SANDBOX_URL ? `${SANDBOX_URL}/inbox?${new URLSearchParams({ to: email })}` : null;
}

function productsGiving(tx: Tx, entitlementId: string) {
  return tx
    .select({
      id: products.id,
      name: products.name,
      linkSharedAt: products.linkSharedAt,
      forSale: sql<boolean>`(${products.externalId} is not null and ${products.archivedThereAt} is null
        and ${paymentConnections.id} is not null and ${paymentConnections.disconnectedAt} is null)`,
    })
    .from(productEntitlements)
    .innerJoin(products, eq(products.id, productEntitlements.productId))
    .leftJoin(paymentConnections, eq(paymentConnections.id, products.connectionId))
    .where(and(eq(productEntitlements.entitlementId, entitlementId), isNull(products.archivedAt)))
    .orderBy(asc(productEntitlements.attachedAt))
    .limit(20);
}

/** Whether somebody got in, and whether a second customer did: then it's no longer only the merchant's trial. */
async function firstInside(tx: Tx, businessId: string, entitlementId?: string) {
  const delivered = and(
    eq(grants.businessId, businessId),
    entitlementId ? eq(grants.entitlementId, entitlementId) : undefined,
    sql`${grants.deliveredAt} is not null`,
  );
  const first = tx.select({ id: grants.customerId }).from(grants).where(delivered);
  const [one] = await first.limit(1);
  if (!one) return { somebody: false, several: false };
  const second = tx.select({ id: grants.customerId }).from(grants);
  const [other] = await second.where(and(delivered, sql`${grants.customerId} <> ${one.id}`)).limit(1);
  return { somebody: true, several: other !== undefined };
}

async function ownGrant(tx: Tx, businessId: string, entitlementId: string, email: string) {
  const [newest] = await tx
    .select({
      id: grants.id,
      status: grants.status,
      revokeRequestedAt: grants.revokeRequestedAt,
      live: sql<boolean>`${liveGrant()}`,
    })
    .from(grants)
    .innerJoin(customers, eq(customers.id, grants.customerId))
    .where(
      and(
        eq(customers.businessId, businessId),
        hasEmail(canonicalOrAsGiven(email)),
        eq(grants.entitlementId, entitlementId),
      ),
    )
    .orderBy(sql`${liveGrant()} desc`, sql`${grants.createdAt} desc`)
    .limit(1);
  return newest;
}

function stateOf(grant: Awaited<ReturnType<typeof ownGrant>>): FirstSteps["test"]["state"] {
  if (!grant) return "none";
  if (hasEnded(grant)) return "ended";
  return grant.status === "delivered" ? "in" : "waiting";
}

/** Ends what the merchant gave themselves on trial: their own live grants of the entitlement. */
export async function endTestAccess(
  tx: Tx,
  businessId: string,
  entitlementId: string,
  email: string,
  actor: Actor,
): Promise<void> {
  const mine = await tx
    .select({ id: grants.id })
    .from(grants)
    .innerJoin(customers, eq(customers.id, grants.customerId))
    .where(
      and(
        eq(customers.businessId, businessId),
        hasEmail(canonicalOrAsGiven(email)),
        eq(grants.entitlementId, entitlementId),
        liveGrant(),
      ),
    );
  for (const { id } of mine) await revokeGrant(tx, businessId, id, actor);
}
