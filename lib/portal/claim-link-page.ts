import { eq } from "drizzle-orm";
import { inTransaction, type Tx } from "@/db/client";
import { hasEnded } from "@/db/live-grant";
import { businesses, customers, entitlements, guilds } from "@/db/schema";
import { asCustomer } from "@/lib/audit";
import { maskEmail } from "@/lib/connect/held-account";
import { languageOfCustomer } from "@/lib/customer-language";
import { serverUrl } from "@/lib/discord/places";
import { snapshotRole } from "@/lib/discord/roles";
import { countForSubject } from "@/lib/doors";
import { GatehouseError } from "@/lib/errors";
import { findGrantByLink, isLinkLive, resendLink } from "@/lib/grants/claim-link";
import type { GrantRow } from "@/lib/grants/find-grants";
import type { RequestLanguage } from "@/lib/languages/languages";
import { type Texts, texts } from "@/lib/languages/texts";
import { type Merchant, merchantOf } from "./merchant";

type LinkState = "works" | "expired" | "connected" | "ended";

export type ClaimLinkPage = {
  state: LinkState;
  texts: Texts;
  business: Merchant & { supportEmail: string | null };
  server: { id: string; name: string; icon: string | null; url: string };
  role: { name: string; color: number } | null;
};

/** What the page of a claim link shows; null for an unknown link. Viewing doesn't use the link up. */
export async function readClaimLink(
  token: string,
  request: RequestLanguage | null = null,
): Promise<ClaimLinkPage | null> {
  return inTransaction(async (tx) => {
    const grant = await findGrantByLink(tx, token);
    return grant && pageOf(tx, grant, request);
  });
}

async function pageOf(
  tx: Tx,
  grant: GrantRow,
  request: RequestLanguage | null,
): Promise<ClaimLinkPage | null> {
  const [about] = await tx
    .select({ business: businesses, guild: guilds, roleId: entitlements.roleId, customer: customers })
    .from(entitlements)
    .innerJoin(guilds, eq(guilds.id, entitlements.guildId))
    .innerJoin(businesses, eq(businesses.id, entitlements.businessId))
    .innerJoin(customers, eq(customers.id, grant.customerId))
    .where(eq(entitlements.id, grant.entitlementId));
  if (!about) return null;
  const { business, guild, roleId, customer } = about;
  const role = snapshotRole(guild.snapshot, roleId);
  return {
    state: linkState(grant),
    texts: texts(await languageOfCustomer(tx, customer, request)),
    business: { ...merchantOf(business), supportEmail: business.supportEmail },
    server: { id: guild.id, name: guild.name, icon: guild.icon, url: serverUrl(guild.id) },
    role: role && { name: role.name, color: role.color },
  };
}

function linkState(grant: GrantRow): LinkState {
  if (hasEnded(grant)) return "ended";
  if (grant.discordUserId) return "connected";
  return isLinkLive(grant) ? "works" : "expired";
}

const mailsPerHour = 3;

/**
 * Emails a new link to the purchase's address, a few times per hour. The page shows the same text in any case, so that
 * a stranger with the link learns nothing.
 */
export async function mailNewLink(token: string, address: string | null): Promise<void> {
  await inTransaction(async (tx) => {
    const grant = await findGrantByLink(tx, token);
    if (!grant) return;
    if (!(await countForSubject(tx, `claim-mail:${grant.id}`, address, mailsPerHour, 3600))) return;
    const [customer] = await tx.select().from(customers).where(eq(customers.id, grant.customerId));
    if (!customer) return;
    const actor = asCustomer({ ...customer, email: maskEmail(customer.email) });
    try {
      await resendLink(tx, grant.businessId, grant.id, actor);
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
    }
  });
}
