import type { Tx } from "@/db/client";
import { targetRole } from "@/lib/discord/describe-target";
import { failureWords } from "@/lib/discord/failures";
import { discordAvatar } from "@/lib/discord/images";
import { claimsOfCustomer } from "@/lib/grants/claims";
import { listGrants } from "@/lib/grants/find-grants";
import { grantView } from "@/lib/grants/grant-view";
import type { Membership } from "@/lib/membership";
import { priceWords } from "@/lib/payments/price-words";
import { reasonWords } from "@/lib/revocation-reasons";
import { mayAct } from "@/lib/rights";
import { accessOfCustomer, accountsOfCustomer, findCustomer, purchasesOfCustomer } from "./customers";

/** Everything about one customer, in words. */
export async function readCustomer(tx: Tx, { business, role }: Membership, id: string) {
  const customer = await findCustomer(tx, business.id, id);
  const accounts = await accountsOfCustomer(tx, business.id, customer.id);
  return {
    customer: {
      id: customer.id,
      name: customer.name || customer.email,
      email: customer.email,
      /** Set only when the merchant has corrected the address. */
      providerEmail: customer.providerEmail === customer.email ? null : customer.providerEmail,
      externalId: customer.externalId,
      accountLocked: customer.accountLocked,
      createdAt: customer.createdAt.toISOString(),
    },
    mayChange: mayAct(role, "admin"),
    accounts: accounts.map((account) => ({
      discordUserId: account.discordUserId,
      username: account.username,
      name: account.globalName ?? account.username,
      image: discordAvatar(account.discordUserId, account.avatar),
      current: account.unlinkedAt === null,
      linkedAt: account.linkedAt.toISOString(),
    })),
    servers: await readAccess(tx, business.id, customer.id),
    grants: (await listGrants(tx, business.id, { customerId: customer.id, limit: 100 })).map(grantView),
    purchases: (await purchasesOfCustomer(tx, business.id, customer.id)).map(purchaseView),
  };
}

/** For each server: what Discord last showed, and which live claims give what. */
async function readAccess(tx: Tx, businessId: string, customerId: string) {
  const claims = await claimsOfCustomer(tx, businessId, customerId);
  const rows = await accessOfCustomer(tx, businessId, customerId);
  return rows.map(({ access, guild, syncsSoon }) => ({
    id: guild.id,
    name: guild.name,
    icon: guild.icon,
    presence: presenceWords(access),
    syncsSoon,
    problem: access.problem && failureWords(access.problem),
    syncedAt: access.syncedAt?.toISOString() ?? null,
    claims: claims
      .filter(({ guildId }) => guildId === guild.id)
      .map((claim) => ({
        grantId: claim.grantId,
        role: targetRole(guild.snapshot, claim.roleId),
        has: claim.roleId === null ? access.inGuild === true : access.seenRoles.includes(claim.roleId),
        source: claim.productName ?? "a direct grant",
        entitlement: claim.entitlementName,
        ends: (claim.expiresAt ?? claim.cancelAt)?.toISOString() ?? null,
      })),
  }));
}

function presenceWords(access: {
  inGuild: boolean | null;
  pendingRules: boolean;
  joinedByUs: boolean | null;
}) {
  if (access.inGuild === null) return "Not checked yet";
  if (!access.inGuild) return "Not in the server";
  const how = access.joinedByUs ? "added by the bot" : "joined on their own";
  return access.pendingRules ? `In the server (${how}), must accept the rules` : `In the server, ${how}`;
}

type Purchase = Awaited<ReturnType<typeof purchasesOfCustomer>>[number];
const kinds = { one_time: "One-time purchase", subscription: "Subscription", direct: "Given directly" };

/** What it costs, and how often: "$12.00 every month". */
function priceOf({ amount, currency, provider, kind, product }: Purchase): string | null {
  if (amount === null || currency === null) return null;
  const { interval = null, intervalCount = null } = kind === "subscription" ? (product ?? {}) : {};
  return priceWords({ provider, priceAmount: amount, currency, interval, intervalCount });
}

function purchaseView(purchase: Purchase) {
  return {
    id: purchase.id,
    kind: kinds[purchase.kind],
    product: purchase.product && { id: purchase.product.id, name: purchase.product.name },
    externalId: purchase.kind === "direct" ? null : purchase.externalId,
    live: purchase.live,
    state: purchase.live ? (purchase.providerStatus ?? "live") : reasonWords(purchase.endReason ?? "ended"),
    price: priceOf(purchase),
    cancelAt: purchase.cancelAt?.toISOString() ?? null,
    nextBillingAt: purchase.nextBillingAt?.toISOString() ?? null,
    createdAt: purchase.createdAt.toISOString(),
    notes: purchase.notes,
  };
}

export type CustomerData = Awaited<ReturnType<typeof readCustomer>>;
