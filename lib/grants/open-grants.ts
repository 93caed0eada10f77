import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { hasEnded } from "@/db/live-grant";
import { customers, discordAccounts, entitlements, grants, type Lane } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { recordGrantEvent } from "@/lib/grant-history";
import { renewLink } from "./claim-link";
import { checkServerBeforeSync, isServed, markGrantAccess, requestRejoin } from "./claims";
import type { GrantRow } from "./find-grants";
import { findGrant, lockGrant } from "./find-grants";
import { firstTimerAt } from "./grant-timer";
import { mailNewGrant } from "./mail-customer";
import { insertGrant, moveGrant } from "./move-grant";

type NewGrants = {
  businessId: string;
  customerId: string;
  purchaseId: string;
  productId: string | null;
  entitlementIds: string[];
  expiresAt?: Date | null;
  metadata?: Record<string, string | number | boolean>;
};

/**
 * Opens one pending grant per entitlement for a purchase and returns the new ones; existing grants stay as they
 * are. Customers with a connected Discord account get access at once. Others get one claim email per server,
 * because one consent covers everything they bought there.
 */
export async function openGrants(tx: Tx, input: NewGrants, lane: Lane = "waiting"): Promise<GrantRow[]> {
  const { entitlementIds, expiresAt = null, ...rest } = input;
  const discordUserId = await connectedAccount(tx, input.customerId, input.purchaseId);
  const guildOf = await guildsOf(tx, entitlementIds);
  const mailed = new Set<string | undefined>();
  const opened: GrantRow[] = [];
  for (const entitlementId of entitlementIds) {
    const dueAt = firstTimerAt(discordUserId, expiresAt);
    const grant = await insertGrant(tx, { ...rest, entitlementId, discordUserId, expiresAt, dueAt });
    if (!grant) continue;
    await markGrantAccess(tx, grant, lane);
    if (!mailed.has(guildOf.get(entitlementId))) await mailNewGrant(tx, grant);
    mailed.add(guildOf.get(entitlementId));
    opened.push(grant);
  }
  return opened;
}

async function guildsOf(tx: Tx, entitlementIds: string[]): Promise<Map<string, string>> {
  if (entitlementIds.length === 0) return new Map();
  const rows = await tx
    .select({ id: entitlements.id, guildId: entitlements.guildId })
    .from(entitlements)
    .where(inArray(entitlements.id, entitlementIds));
  return new Map(rows.map(({ id, guildId }) => [id, guildId]));
}

/**
 * Restores a revoked grant, or cancels a revoke that Discord has not confirmed yet. With a connected account no new
 * consent is needed; without one a new link is emailed. What ended in a released server stays ended.
 */
export async function restoreGrant(
  tx: Tx,
  { businessId, id, customerId, purchaseId }: GrantRow,
  lane: Lane = "waiting",
): Promise<void> {
  const account = await connectedAccount(tx, customerId, purchaseId);
  const grant = await lockGrant(tx, businessId, id);
  if (!hasEnded(grant) || (grant.status === "revoked" && !(await isServed(tx, grant)))) return;
  // If the customer has switched to another account since, that one gets it.
  const discordUserId = account ?? grant.discordUserId;
  if (discordUserId !== grant.discordUserId)
    await tx.update(grants).set({ discordUserId }).where(eq(grants.id, grant.id));
  if (grant.status === "revoked") {
    if (!discordUserId) await renewLink(tx, grant.id);
    const restored = await moveGrant(tx, { ...grant, discordUserId }, { to: "pending", why: "restored" });
    const dueAt = firstTimerAt(discordUserId, restored.expiresAt);
    await tx.update(grants).set({ dueAt }).where(eq(grants.id, grant.id));
    await mailNewGrant(tx, restored);
    await markGrantAccess(tx, restored, lane);
    return;
  }
  await tx
    .update(grants)
    .set({
      revokeRequestedAt: null,
      revocationReason: null,
      errorCode: null,
      errorDetail: null,
      errorSince: null,
      dueAt: grant.expiresAt,
    })
    .where(eq(grants.id, grant.id));
  await recordGrantEvent(tx, grant, "restored", { beforeItEnded: true });
  const guildId = await markGrantAccess(tx, { ...grant, discordUserId }, lane);
  if (discordUserId === grant.discordUserId || !discordUserId || !guildId) return;
  await requestRejoin(tx, guildId, discordUserId);
  await markGrantAccess(tx, grant, "revoke");
}

/** Retries a failed or waiting grant now, with what the server is like now. */
export async function retryGrant(
  tx: Tx,
  businessId: string,
  grantId: string,
  actor: Actor,
  lane: Lane = "waiting",
): Promise<GrantRow> {
  const grant = await lockGrant(tx, businessId, grantId);
  const ended = grant.revokeRequestedAt !== null;
  if (grant.status === "failed" && !ended) await moveGrant(tx, grant, { to: "pending", why: "retried" });
  else if (grant.status !== "revoked") await recordGrantEvent(tx, grant, "retried");
  const guildId = await markGrantAccess(tx, grant, ended ? "revoke" : lane);
  if (guildId && grant.discordUserId) await checkServerBeforeSync(tx, guildId, grant.discordUserId);
  await writeAudit(tx, { businessId, actor, action: "grant.retried", subjectId: grantId });
  return findGrant(tx, businessId, grantId);
}

/**
 * The account that this purchase's grants go to. One that was connected after paying for another purchase doesn't count:
 * whoever paid may have typed somebody else's address, and that person's own purchases must not go to a stranger. Waits
 * for a connection in progress, so that either it finds the new grant or the grant finds the account.
 */
async function connectedAccount(tx: Tx, customerId: string, purchaseId: string): Promise<string | null> {
  await tx.select({ id: customers.id }).from(customers).where(eq(customers.id, customerId)).for("share");
  const [account] = await tx
    .select({ discordUserId: discordAccounts.discordUserId, byCheckout: discordAccounts.byCheckout })
    .from(discordAccounts)
    .where(and(eq(discordAccounts.customerId, customerId), isNull(discordAccounts.unlinkedAt)));
  if (!account?.byCheckout) return account?.discordUserId ?? null;
  const [connected] = await tx
    .select({ id: grants.id })
    .from(grants)
    .where(and(eq(grants.purchaseId, purchaseId), eq(grants.discordUserId, account.discordUserId)))
    .limit(1);
  return connected ? account.discordUserId : null;
}
