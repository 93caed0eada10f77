import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { hasEnded } from "@/db/live-grant";
import { entitlements, grants } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { databaseNow } from "@/lib/clock";
import { encrypt, hashToken, randomToken } from "@/lib/crypto";
import { tooMany } from "@/lib/doors";
import { invalid } from "@/lib/errors";
import { recordGrantEvent } from "@/lib/grant-history";
import { countWithin } from "@/lib/rate-counter";
import { findGrant, type GrantRow } from "./find-grants";
import { mailClaimLink } from "./mail-customer";

const linkLifeDays = 7;
const resendsPerHour = 10;

/** The columns of a new claim link: its token hashed for lookup, and encrypted so that it can be shown again. */
export function freshLink(grantId: string) {
  const token = randomToken();
  return {
    linkHash: hashToken(token),
    linkToken: encrypt(token, `grants.link_token:${grantId}`),
    linkSentAt: sql`clock_timestamp()`,
    linkExpiresAt: sql`clock_timestamp() + make_interval(days => ${linkLifeDays})`,
  };
}

/** Replaces the grant's claim link; the old one stops working. */
export async function renewLink(tx: Tx, grantId: string): Promise<void> {
  await tx.update(grants).set(freshLink(grantId)).where(eq(grants.id, grantId));
}

/**
 * Emails the claim link again. A link that still works is valid for another 7 days; an expired one is replaced.
 * Throws `invalid` when the access has ended or Discord is already connected, and `too_many_requests`.
 */
export async function resendLink(
  tx: Tx,
  businessId: string,
  grantId: string,
  actor: Actor,
): Promise<GrantRow> {
  const grant = await findGrant(tx, businessId, grantId);
  if (hasEnded(grant)) throw invalid("This access has ended, so there's no link to send");
  if (grant.discordUserId) throw invalid("Discord is already connected, so there's no link to send");
  if (!(await countWithin(tx, `resend:${grantId}`, resendsPerHour, 3600)))
    throw tooMany(3600 / resendsPerHour);
  const renewed = await extendLink(tx, grant);
  const cause = await recordGrantEvent(tx, renewed, "link_renewed", { by: actor.label });
  await mailClaimLink(tx, renewed, cause);
  await writeAudit(tx, { businessId, actor, action: "grant.link_resent", subjectId: grantId });
  return renewed;
}

/**
 * After a customer's address has changed. The old address may be a stranger's, so links mailed there stop working,
 * and new ones go to the new address, one email per server.
 */
export async function moveWaitingLinks(tx: Tx, businessId: string, customerId: string): Promise<void> {
  const waiting = await tx
    .select({ id: grants.id, guildId: entitlements.guildId })
    .from(grants)
    .innerJoin(entitlements, eq(entitlements.id, grants.entitlementId))
    .where(
      and(
        eq(grants.customerId, customerId),
        eq(grants.status, "pending"),
        isNull(grants.discordUserId),
        isNull(grants.revokeRequestedAt),
      ),
    )
    .orderBy(grants.createdAt, grants.id);
  const mailed = new Set<string>();
  for (const { id, guildId } of waiting) {
    await renewLink(tx, id);
    const grant = await findGrant(tx, businessId, id);
    const cause = await recordGrantEvent(tx, grant, "link_renewed", {
      why: "the customer has a new address",
    });
    if (!mailed.has(guildId)) await mailClaimLink(tx, grant, cause);
    mailed.add(guildId);
  }
}

/** Whether the grant has a claim link that has not expired. */
export function isLinkLive({ linkExpiresAt }: Pick<GrantRow, "linkExpiresAt">): boolean {
  return linkExpiresAt !== null && linkExpiresAt > databaseNow();
}

/** Makes the link valid for another 7 days, or replaces an expired one. */
export async function extendLink(tx: Tx, grant: GrantRow): Promise<GrantRow> {
  if (!isLinkLive(grant)) await renewLink(tx, grant.id);
  else
    await tx
      .update(grants)
      .set({
        linkSentAt: sql`clock_timestamp()`,
        linkExpiresAt: sql`clock_timestamp() + make_interval(days => ${linkLifeDays})`,
      })
      .where(eq(grants.id, grant.id));
  return findGrant(tx, grant.businessId, grant.id);
}

/** The grant that a link token belongs to, or null. */
export async function findGrantByLink(tx: Tx, token: string): Promise<GrantRow | null> {
  const [row] = await tx
    .select({ id: grants.id, businessId: grants.businessId })
    .from(grants)
    .where(eq(grants.linkHash, hashToken(token)));
  return row ? findGrant(tx, row.businessId, row.id) : null;
}

/** Counts that a person opened the link. Only the first time goes into the grant's history. */
export async function recordOpening(tx: Tx, grant: GrantRow): Promise<void> {
  await tx
    .update(grants)
    .set({
      linkOpens: sql`${grants.linkOpens} + 1`,
      linkOpenedAt: sql`coalesce(${grants.linkOpenedAt}, clock_timestamp())`,
      linkLastOpenedAt: sql`clock_timestamp()`,
    })
    .where(eq(grants.id, grant.id));
  if (grant.linkOpens === 0) await recordGrantEvent(tx, grant, "link_opened");
}
