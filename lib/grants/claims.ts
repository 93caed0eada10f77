import { and, eq, inArray, isNull, ne, or, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { liveGrant } from "@/db/live-grant";
import { ofAccess } from "@/db/of-access";
import {
  accesses,
  customers,
  entitlements,
  grants,
  guilds,
  type Lane,
  lanes,
  products,
  purchases,
  type RevocationReason,
} from "@/db/schema";
import { wakeWorkers } from "@/lib/work/wake";

/**
 * Records that the claims of one Discord account in one guild have changed: `gen` increases in the caller's
 * transaction, and a sync is due. A hundred calls make one job. Returns false when the guild isn't the business's
 * any more.
 */
export async function markAccess(
  tx: Tx,
  access: { guildId: string; discordUserId: string; businessId: string },
  lane: Lane,
): Promise<boolean> {
  const { guildId, discordUserId, businessId } = access;
  // Only an access that is still waiting keeps its better lane.
  const marked = await tx.execute(sql`
    insert into accesses as a (guild_id, discord_user_id, business_id, lane)
    select id, ${discordUserId}, business_id, ${lanes[lane]} from guilds
    where id = ${guildId} and business_id = ${businessId}
    on conflict (guild_id, discord_user_id) do update set
      gen = a.gen + 1,
      business_id = excluded.business_id,
      lane = case when a.gen > a.applied then least(a.lane, excluded.lane) else excluded.lane end,
      due_at = now(),
      wanted_at = now(),
      attempts = 0,
      parked_at = null
    returning 1`);
  if (marked.length === 0) return false;
  await wakeWorkers(tx, "accesses");
  return true;
}

/**
 * Marks the access of a grant's account in the entitlement's guild and returns the guild's id; null when no account
 * is linked, or the guild isn't the business's any more.
 */
export async function markGrantAccess(
  tx: Tx,
  grant: { entitlementId: string; discordUserId: string | null; businessId: string },
  lane: Lane,
): Promise<string | null> {
  if (!grant.discordUserId) return null;
  const [entitlement] = await tx
    .select({ guildId: entitlements.guildId })
    .from(entitlements)
    .where(eq(entitlements.id, grant.entitlementId));
  if (!entitlement) return null;
  const { guildId } = entitlement;
  const { discordUserId, businessId } = grant;
  return (await markAccess(tx, { guildId, discordUserId, businessId }, lane)) ? guildId : null;
}

/** Whether the business still has the entitlement's server connected, so that something can be given there. */
export async function isServed(
  tx: Tx,
  grant: { entitlementId: string; businessId: string },
): Promise<boolean> {
  const [guild] = await tx
    .select({ id: guilds.id })
    .from(entitlements)
    .innerJoin(guilds, eq(guilds.id, entitlements.guildId))
    .where(
      and(
        eq(entitlements.id, grant.entitlementId),
        eq(guilds.businessId, grant.businessId),
        isNull(guilds.releasedAt),
      ),
    );
  return guild !== undefined;
}

/** Asks the next sync to add an absent person whose grant is already `delivered`. */
export async function requestRejoin(tx: Tx, guildId: string, discordUserId: string): Promise<void> {
  await tx
    .update(accesses)
    .set({ rejoinRequested: true })
    .where(ofAccess(accesses, { guildId, discordUserId }));
}

/** The next sync checks the server before it plans, unless it was checked since. */
export async function checkServerBeforeSync(tx: Tx, guildId: string, discordUserId: string): Promise<void> {
  await tx
    .update(accesses)
    .set({ checkServerAfter: sql`now()` })
    .where(ofAccess(accesses, { guildId, discordUserId }));
}

export type Claim = {
  grantId: string;
  customerId: string;
  status: "pending" | "delivered" | "failed";
  /** False: the claim has ended, and its grant waits until Discord confirms that nothing is left. */
  live: boolean;
  reason: RevocationReason | null;
  roleId: string | null;
  endAction: "remove_role" | "kick" | "keep";
  driftPolicy: "restore" | "respect";
  entitlementId: string;
  entitlementName: string;
  /** The product's name; for a direct grant the entitlement's. */
  source: string;
};

/** The claims of one Discord account in one guild: the live ones, and ended ones that aren't revoked yet. */
export async function claimsOf(tx: Tx, guildId: string, discordUserId: string): Promise<Claim[]> {
  const rows = await tx
    .select({
      grantId: grants.id,
      customerId: grants.customerId,
      status: grants.status,
      revokeRequestedAt: grants.revokeRequestedAt,
      reason: grants.revocationReason,
      roleId: entitlements.roleId,
      endAction: entitlements.endAction,
      driftPolicy: entitlements.driftPolicy,
      entitlementId: entitlements.id,
      entitlementName: entitlements.name,
      productName: products.name,
    })
    .from(grants)
    .innerJoin(entitlements, eq(entitlements.id, grants.entitlementId))
    .innerJoin(
      guilds,
      and(eq(guilds.id, entitlements.guildId), eq(guilds.businessId, entitlements.businessId)),
    )
    .leftJoin(products, eq(products.id, grants.productId))
    .where(
      and(
        eq(entitlements.guildId, guildId),
        eq(grants.discordUserId, discordUserId),
        ne(grants.status, "revoked"),
      ),
    )
    .orderBy(grants.createdAt);
  return rows.flatMap(({ status, revokeRequestedAt, productName, ...row }) =>
    status === "revoked"
      ? []
      : [{ ...row, status, live: revokeRequestedAt === null, source: productName ?? row.entitlementName }],
  );
}

/** The live claims of one customer, for "why does this person have these roles". */
export async function claimsOfCustomer(tx: Tx, businessId: string, customerId: string) {
  return tx
    .select({
      grantId: grants.id,
      status: grants.status,
      discordUserId: grants.discordUserId,
      guildId: entitlements.guildId,
      guildName: guilds.name,
      roleId: entitlements.roleId,
      entitlementName: entitlements.name,
      productName: products.name,
      purchaseKind: purchases.kind,
      expiresAt: grants.expiresAt,
      cancelAt: purchases.cancelAt,
      otherCustomerId: customers.id,
    })
    .from(grants)
    .innerJoin(entitlements, eq(entitlements.id, grants.entitlementId))
    .innerJoin(guilds, eq(guilds.id, entitlements.guildId))
    .innerJoin(purchases, eq(purchases.id, grants.purchaseId))
    .innerJoin(customers, eq(customers.id, grants.customerId))
    .leftJoin(products, eq(products.id, grants.productId))
    .where(
      and(
        eq(grants.businessId, businessId),
        or(eq(grants.customerId, customerId), inArray(grants.discordUserId, accountsOf(tx, customerId))),
        liveGrant(),
      ),
    );
}

function accountsOf(tx: Tx, customerId: string) {
  return tx
    .select({ discordUserId: sql<string>`a.discord_user_id` })
    .from(sql`discord_accounts a`)
    .where(sql`a.customer_id = ${customerId} and a.unlinked_at is null`);
}
