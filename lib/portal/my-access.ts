import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { newestFirst } from "@/db/keyset";
import { accesses, businesses, entitlements, grants, guilds, products, purchases } from "@/db/schema";
import { currentAccount } from "@/lib/connect/accounts";
import { serverUrl } from "@/lib/discord/places";
import { snapshotRole } from "@/lib/discord/roles";
import type { Translate } from "@/lib/languages/texts";
import { type CardState, cardState } from "./card-state";
import type { Customer } from "./session";

export type AccessCard = {
  grantId: string;
  purchaseId: string;
  /** What was bought, or the entitlement's name for a direct grant. */
  title: string;
  server: { id: string; name: string; icon: string | null; url: string };
  role: { name: string; color: number } | null;
  state: CardState;
  /** When access ends: the grant's end date, or the end of a cancelled period. ISO. */
  endsAt: string | null;
};

/** A Discord account; `name` is the one that Discord shows. */
export type DiscordPerson = { id: string; name: string; username: string; avatar: string | null };

export type MyBusiness = {
  id: string;
  name: string;
  logoUrl: string | null;
  brandColor: string | null;
  supportEmail: string | null;
  customerId: string;
  accountLocked: boolean;
  account: DiscordPerson | null;
  cards: AccessCard[];
};

const mostCards = 200;

/** Everything a signed-in customer has, by business. Live grants first, then newest first. */
export async function myAccess(tx: Tx, people: Customer[], t: Translate): Promise<MyBusiness[]> {
  const found = await Promise.all(people.map((customer) => accessOf(tx, customer, t)));
  return found.flatMap((business) => (business && business.cards.length > 0 ? [business] : []));
}

/** What one customer has from their merchant. */
export async function accessOf(tx: Tx, customer: Customer, t: Translate): Promise<MyBusiness | null> {
  const [shop] = await tx.select().from(businesses).where(eq(businesses.id, customer.businessId));
  if (!shop) return null;
  const account = await currentAccount(tx, customer.id);
  const cards = (await grantsOf(tx, customer.id)).map((row) => card(t, row, shop.name));
  return {
    id: shop.id,
    name: shop.name,
    logoUrl: shop.logoUrl,
    brandColor: shop.brandColor,
    supportEmail: shop.supportEmail,
    customerId: customer.id,
    accountLocked: customer.accountLocked,
    account: account && {
      id: account.discordUserId,
      name: account.globalName ?? account.username,
      username: account.username,
      avatar: account.avatar,
    },
    cards: [...cards.filter(isLive), ...cards.filter((card) => !isLive(card))],
  };
}

/**
 * The same for a buyer, who may have typed somebody else's address: what they paid for, and the Discord account if they
 * connected it.
 */
export function ofPurchase(business: MyBusiness, purchaseId: string, connected: string | null): MyBusiness {
  return {
    ...business,
    account: business.account?.id === connected ? business.account : null,
    cards: business.cards.filter((card) => card.purchaseId === purchaseId),
  };
}

function isLive({ state }: AccessCard): boolean {
  return state.tone !== "revoked";
}

function grantsOf(tx: Tx, customerId: string) {
  return tx
    .select({
      grant: grants,
      entitlement: entitlements,
      guild: guilds,
      productName: products.name,
      cancelAt: purchases.cancelAt,
      inGuild: accesses.inGuild,
      pendingRules: accesses.pendingRules,
      rejoinRequested: accesses.rejoinRequested,
      syncIn: sql<number | null>`extract(epoch from ${accesses.dueAt} - clock_timestamp())::float8`,
    })
    .from(grants)
    .innerJoin(entitlements, eq(entitlements.id, grants.entitlementId))
    .innerJoin(guilds, eq(guilds.id, entitlements.guildId))
    .innerJoin(purchases, eq(purchases.id, grants.purchaseId))
    .leftJoin(products, eq(products.id, grants.productId))
    .leftJoin(
      accesses,
      and(eq(accesses.guildId, guilds.id), eq(accesses.discordUserId, grants.discordUserId)),
    )
    .where(eq(grants.customerId, customerId))
    .orderBy(...newestFirst(grants, grants.createdAt))
    .limit(mostCards);
}

function card(
  t: Translate,
  row: Awaited<ReturnType<typeof grantsOf>>[number],
  businessName: string,
): AccessCard {
  const { grant, entitlement, guild } = row;
  const role = snapshotRole(guild.snapshot, entitlement.roleId);
  return {
    grantId: grant.id,
    purchaseId: grant.purchaseId,
    title: row.productName ?? entitlement.name,
    server: { id: guild.id, name: guild.name, icon: guild.icon, url: serverUrl(guild.id) },
    role: role && { name: role.name, color: role.color },
    state: cardState(t, {
      status: grant.status,
      discordUserId: grant.discordUserId,
      errorCode: grant.errorCode,
      errorDetail: grant.errorDetail,
      ending: grant.revokeRequestedAt !== null,
      revocationReason: grant.revocationReason,
      inGuild: row.inGuild,
      pendingRules: row.pendingRules ?? false,
      rejoinRequested: row.rejoinRequested ?? false,
      syncIn: row.syncIn,
      serverName: guild.name,
      businessName,
    }),
    endsAt: grant.status === "revoked" ? null : ((grant.expiresAt ?? row.cancelAt)?.toISOString() ?? null),
  };
}
