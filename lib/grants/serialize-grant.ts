import { hasEnded } from "@/db/live-grant";
import { decrypt } from "@/lib/crypto";
import { failureWords } from "@/lib/discord/failures";
import { env } from "@/lib/env";
import { type MemberRole, maySeeClaimLinks } from "@/lib/rights";
import type { GrantRow } from "./find-grants";

/** `$APP_URL/connect/discord/{token}`; null once Discord is connected or the grant has ended. */
export function grantLink(grant: GrantRow): string | null {
  if (!grant.linkToken || grant.discordUserId || hasEnded(grant)) return null;
  return `${env().APP_URL}/connect/discord/${decrypt(grant.linkToken, `grants.link_token:${grant.id}`)}`;
}

/**
 * The grant in the shape of the API and webhooks (Dodo's EntitlementGrant), with the status in our spelling. The claim
 * link is null for a `reader` who may not see links; its expiry stays, so that they can tell that there is one.
 */
export function grantToWire(grant: GrantRow, reader: MemberRole) {
  const link = grantLink(grant);
  const time = (moment: Date | null) => moment?.toISOString() ?? null;
  return {
    id: grant.id,
    business_id: grant.businessId,
    brand_id: grant.businessId,
    entitlement_id: grant.entitlementId,
    customer_id: grant.customerId,
    integration_type: "discord" as const,
    status: grant.status as string,
    payment_id: grant.purchase.kind === "one_time" ? grant.purchase.externalId : null,
    subscription_id: grant.purchase.kind === "subscription" ? grant.purchase.externalId : null,
    oauth_url: maySeeClaimLinks(reader) ? link : null,
    oauth_expires_at: link ? time(grant.linkExpiresAt) : null,
    delivered_at: time(grant.deliveredAt),
    revoked_at: time(grant.revokedAt),
    revocation_reason: grant.revocationReason,
    error_code: grant.errorCode,
    error_message: grant.errorCode ? failureWords(grant.errorCode, grant.errorDetail) : null,
    license_key: null,
    digital_product_delivery: null,
    feature: null,
    metadata: grant.metadata,
    expires_at: time(grant.expiresAt),
    created_at: grant.createdAt.toISOString(),
    updated_at: grant.updatedAt.toISOString(),
  };
}
