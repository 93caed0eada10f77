import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { businesses, customers, entitlements, guilds, products } from "@/db/schema";
import type { EmailProps, EmailTemplate } from "@/emails/email-props";
import { failureWho } from "@/lib/discord/failures";
import { snapshotRole } from "@/lib/discord/roles";
import { dropHeldEmails, queueEmail, releaseEmails } from "@/lib/email/queue-email";
import { env } from "@/lib/env";
import { chooseLanguage } from "@/lib/languages/languages";
import type { GrantRow } from "./find-grants";
import { grantLink } from "./serialize-grant";
import type { Move } from "./transitions";

/** Emails the customer about a status change, if it needs an email. Keyed by grant and transition. */
export async function mailCustomer(tx: Tx, before: GrantRow, after: GrantRow, move: Move): Promise<void> {
  // Another purchase may go on giving what this one gave. Then nothing has ended in Discord.
  if (move.to === "revoked" && before.status === "delivered" && !move.stillHasIt)
    await mail(tx, after, "access-ended", "", (given) => ({ ...given, reason: move.reason }));
  if (move.to === "failed" && failureWho(move.code) === "customer") {
    await dropHeldEmails(tx, after.id);
    await mail(tx, after, "reconnect-discord", "", (given) => ({
      ...given,
      code: move.code,
      detail: move.detail ?? null,
      link: `${env().APP_URL}/portal`,
    }));
  }
  if (move.to === "delivered" || move.to === "revoked") await releaseEmails(tx, after.id);
}

/**
 * For a new or restored grant: sends the claim link. A customer whose account is connected is told once Discord shows
 * the access.
 */
export async function mailNewGrant(tx: Tx, grant: GrantRow): Promise<void> {
  if (!grant.discordUserId) return mailClaimLink(tx, grant, `${grant.transition}`);
  await mail(tx, grant, "access-ready", "", ({ guildId, ...given }) => ({ ...given, guildId }), {
    held: true,
  });
}

/** `cause` makes the email's key unique: the transition, or the id of a resend's history line. */
export async function mailClaimLink(
  tx: Tx,
  grant: GrantRow,
  cause: string,
  template: "join-discord" | "claim-reminder" = "join-discord",
): Promise<void> {
  const link = grantLink(grant);
  if (!link || !grant.linkExpiresAt) return;
  const linkExpiresAt = grant.linkExpiresAt.toISOString();
  await mail(tx, grant, template, cause, (given) => ({ ...given, link, linkExpiresAt }));
}

type Given = { productName: string | null; serverName: string; roleName: string | null; guildId: string };

async function mail<T extends EmailTemplate>(
  tx: Tx,
  grant: GrantRow,
  template: T,
  cause: string,
  props: (given: Given) => EmailProps[T],
  { held = false } = {},
): Promise<void> {
  const [about] = await tx
    .select({
      to: customers.email,
      picked: customers.language,
      known: customers.knownLanguage,
      usual: businesses.language,
      productName: products.name,
      serverName: guilds.name,
      guildId: guilds.id,
      roleId: entitlements.roleId,
      snapshot: guilds.snapshot,
    })
    .from(entitlements)
    .innerJoin(guilds, eq(guilds.id, entitlements.guildId))
    .innerJoin(customers, eq(customers.id, grant.customerId))
    .innerJoin(businesses, eq(businesses.id, grant.businessId))
    .leftJoin(products, eq(products.id, grant.productId ?? ""))
    .where(eq(entitlements.id, grant.entitlementId));
  if (!about) throw new Error(`Grant ${grant.id} has no entitlement`);
  const { to, picked, known, usual, roleId, snapshot, ...names } = about;
  const roleName = snapshotRole(snapshot, roleId)?.name ?? null;
  await queueEmail(tx, {
    uniqueKey: `${template}:${grant.id}:${cause || grant.transition}`,
    businessId: grant.businessId,
    grantId: grant.id,
    to,
    language: chooseLanguage(null, { picked, known, usual }),
    template,
    props: props({ ...names, roleName }),
    held,
  });
}
