import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { hasEnded } from "@/db/live-grant";
import { lockUntilCommit } from "@/db/lock";
import { grants, purchases } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { databaseNow } from "@/lib/clock";
import { customerByEmail, findCustomer } from "@/lib/customers/customers";
import { findEntitlement } from "@/lib/entitlements/find-entitlements";
import { invalid } from "@/lib/errors";
import { findGrant, type GrantRow, grantsOfPurchase } from "@/lib/grants/find-grants";
import { timerAfterNewEnd } from "@/lib/grants/grant-timer";
import { openGrants, restoreGrant } from "@/lib/grants/open-grants";
import { newId } from "@/lib/ids";

export type DirectGrant = {
  entitlementId: string;
  customer: { id: string } | { email: string; name?: string | undefined };
  expiresAt: Date | null;
  metadata?: GrantRow["metadata"];
};

/**
 * Grants an entitlement without a payment, optionally until a date. A person has at most one direct
 * grant of an entitlement: giving it again sets the new end date, and brings back one that had ended.
 */
export async function grantDirectly(
  tx: Tx,
  businessId: string,
  wanted: DirectGrant,
  actor: Actor,
): Promise<GrantRow> {
  if (wanted.expiresAt && wanted.expiresAt <= databaseNow())
    throw invalid("The end date has passed already", { expires_at: "Must lie in the future" });
  await findEntitlement(tx, businessId, wanted.entitlementId);
  const { customer } = wanted;
  const person =
    "id" in customer
      ? await findCustomer(tx, businessId, customer.id)
      : await customerByEmail(tx, businessId, customer.email, customer.name);
  const purchaseId = await directPurchase(tx, businessId, person.id, wanted.entitlementId);
  const metadata = wanted.metadata ?? {};
  const [opened] = await openGrants(tx, {
    businessId,
    customerId: person.id,
    purchaseId,
    productId: null,
    entitlementIds: [wanted.entitlementId],
    expiresAt: wanted.expiresAt,
    metadata,
  });
  const grant = opened ?? (await giveAgain(tx, purchaseId, wanted));
  await writeAudit(tx, {
    businessId,
    actor,
    action: "grant.given",
    subjectId: grant.id,
    details: { customer: person.email, expiresAt: wanted.expiresAt },
  });
  return grant;
}

async function directPurchase(
  tx: Tx,
  businessId: string,
  customerId: string,
  entitlementId: string,
): Promise<string> {
  const externalId = `direct:${customerId}:${entitlementId}`;
  await lockUntilCommit(tx, externalId);
  const [known] = await tx
    .select({ id: purchases.id })
    .from(purchases)
    .where(and(eq(purchases.businessId, businessId), eq(purchases.externalId, externalId)));
  if (known) return known.id;
  const id = newId("purchase");
  await tx
    .insert(purchases)
    .values({ id, businessId, customerId, kind: "direct", externalId, live: true, activatedAt: sql`now()` });
  return id;
}

async function giveAgain(
  tx: Tx,
  purchaseId: string,
  { expiresAt, metadata }: DirectGrant,
): Promise<GrantRow> {
  const [grant] = await grantsOfPurchase(tx, purchaseId);
  if (!grant) throw new Error(`Direct purchase ${purchaseId} has no grant`);
  await tx
    .update(grants)
    .set({ expiresAt, dueAt: timerAfterNewEnd(grant, expiresAt), ...(metadata && { metadata }) })
    .where(eq(grants.id, grant.id));
  const dated = await findGrant(tx, grant.businessId, grant.id);
  if (hasEnded(dated)) await restoreGrant(tx, dated);
  return findGrant(tx, grant.businessId, grant.id);
}
