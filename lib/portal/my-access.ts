import { and, desc, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import {
  accesses,
  businesses,
  discordAccounts,
  entitlements,
  grants,
  guilds,
  products,
  purchases,
} from "@/db/schema";
import { snapshotRole } from "@/lib/discord/guilds";
import { type CardState, cardState } from "./card-state";
import { customersOf, type PortalSession } from "./session";

export type AccessCard = {
  grantId: string;
  /** What was bought, or the entitlement's name for a direct grant. */
  title: string;
  server: { id: string; name: string; icon: string | null };
  role: { name: string; color: number } | null;
  state: CardState;
  /** When access ends by itself: the grant's own end date, or the end of a cancelled period. ISO. */
  endsAt: string | null;
};

export type MyBusiness = {
  id: string;
  name: string;
  logoUrl: string | null;
  supportEmail: string | null;
  customerId: string;
  accountLocked: boolean;
  account: { id: string; name: string; username: string; avatar: string | null } | null;
  cards: AccessCard[];
};

const mostCards = 200;

/** All that a signed-in customer has, by business. Newest first, ended things last. */
export async function myAccess(tx: Tx, session: PortalSession): Promise<MyBusiness[]> {
  const people = await customersOf(tx, session);
  if (people.length === 0) return [];
  const customerIds = people.map(({ id }) => id);
  const shops = await tx
    .select()
    .from(businesses)
    .where(
      inArray(
        businesses.id,
        people.map(({ businessId }) => businessId),
      ),
    );
  const accounts = await tx
    .select()
    .from(discordAccounts)
    .where(and(inArray(discordAccounts.customerId, customerIds), isNull(discordAccounts.unlinkedAt)));
  const rows = await grantsOf(tx, customerIds);
  return people.flatMap((person) => {
    const shop = shops.find(({ id }) => id === person.businessId);
    const account = accounts.find(({ customerId }) => customerId === person.id);
    const cards = rows
      .filter(({ grant }) => grant.customerId === person.id)
      .map((row) => card(row, shop?.name ?? ""));
    if (!shop || cards.length === 0) return [];
    return [
      {
        id: shop.id,
        name: shop.name,
        logoUrl: shop.logoUrl,
        supportEmail: shop.supportEmail,
        customerId: person.id,
        accountLocked: person.accountLocked,
        account: account
          ? {
              id: account.discordUserId,
              name: account.globalName ?? account.username,
              username: account.username,
              avatar: account.avatar,
            }
          : null,
        cards: [...cards.filter(lives), ...cards.filter((one) => !lives(one))],
      },
    ];
  });
}

function lives({ state }: AccessCard): boolean {
  return state.tone !== "revoked";
}

function grantsOf(tx: Tx, customerIds: string[]) {
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
    .where(inArray(grants.customerId, customerIds))
    .orderBy(desc(grants.createdAt), desc(grants.id))
    .limit(mostCards);
}

function card(row: Awaited<ReturnType<typeof grantsOf>>[number], businessName: string): AccessCard {
  const { grant, entitlement, guild } = row;
  const role = snapshotRole(guild.snapshot, entitlement.roleId);
  return {
    grantId: grant.id,
    title: row.productName ?? entitlement.name,
    server: { id: guild.id, name: guild.name, icon: guild.icon },
    role: role && { name: role.name, color: role.color },
    state: cardState({
      status: grant.status,
      discordUserId: grant.discordUserId,
      errorCode: grant.errorCode,
      ending: grant.revokeRequestedAt !== null,
      revocationReason: grant.revocationReason,
      inGuild: row.inGuild,
      pendingRules: row.pendingRules ?? false,
      rejoinRequested: row.rejoinRequested ?? false,
      serverName: guild.name,
      businessName,
    }),
    endsAt: grant.status === "revoked" ? null : ((grant.expiresAt ?? row.cancelAt)?.toISOString() ?? null),
  };
}
