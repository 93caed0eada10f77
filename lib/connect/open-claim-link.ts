import { inTransaction, type Tx } from "@/db/client";
import { hasEnded } from "@/db/live-grant";
import { hashToken } from "@/lib/crypto";
import { noteLanguage } from "@/lib/customer-language";
import { consentUrl } from "@/lib/discord/oauth";
import { openState } from "@/lib/discord/oauth-state";
import { findGrantByLink, isLinkLive, recordOpening } from "@/lib/grants/claim-link";
import type { GrantRow } from "@/lib/grants/find-grants";
import type { Language } from "@/lib/languages/languages";
import { countWithin } from "@/lib/rate-counter";

export type OpenedLink =
  | { kind: "consent"; url: string }
  /** The link has expired. */
  | { kind: "expired"; grantId: string }
  | { kind: "connected"; grantId: string }
  | { kind: "ended"; grantId: string }
  | { kind: "unknown" }
  /** Opened too often in the last minute, by this browser or altogether. */
  | { kind: "too_many" };

const perMinute = { browser: 20, link: 60 };

/**
 * Opens a claim link. Links can be opened any number of times: each opening creates a new OAuth state with PKCE,
 * bound to this browser. `byPerson` is false for mail scanners and prefetches, which are not counted.
 * `language` is that of the browser.
 */
export async function openClaimLink(
  token: string,
  browser: string,
  byPerson: boolean,
  language: Language | null = null,
): Promise<OpenedLink> {
  return inTransaction(async (tx) => {
    const grant = await findGrantByLink(tx, token);
    if (!grant) return { kind: "unknown" };
    const within =
      (await countWithin(tx, `claim-open:${hashToken(browser)}`, perMinute.browser, 60)) &&
      (await countWithin(tx, `claim-open:${grant.id}`, perMinute.link, 60));
    if (!within) return { kind: "too_many" };
    if (byPerson) {
      await recordOpening(tx, grant);
      await noteLanguage(tx, grant.customerId, language);
    }
    return startClaim(tx, grant, browser, "claim");
  });
}

/** Starts a round trip to Discord for a grant whose link still works, from the link or from the page after paying. */
export async function startClaim(
  tx: Tx,
  grant: GrantRow,
  browser: string,
  purpose: "claim" | "checkout",
): Promise<OpenedLink> {
  if (hasEnded(grant)) return { kind: "ended", grantId: grant.id };
  if (grant.discordUserId) return { kind: "connected", grantId: grant.id };
  if (!isLinkLive(grant)) return { kind: "expired", grantId: grant.id };
  const { businessId, customerId, id: grantId } = grant;
  const roundTrip = await openState(tx, purpose, browser, { businessId, customerId, grantId });
  return { kind: "consent", url: consentUrl(roundTrip) };
}
