import { and, count, eq, gt, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { hasEnded, liveGrant } from "@/db/live-grant";
import { accountSwitches, customers, entitlements, grants } from "@/db/schema";
import { asCustomer, writeAudit } from "@/lib/audit";
import type { DiscordUser } from "@/lib/discord/api";
import type { Tokens } from "@/lib/discord/oauth";
import type { OpenedState } from "@/lib/discord/oauth-state";
import { recordEnd } from "@/lib/entitlements/record-end";
import { recordGrantEvent } from "@/lib/grant-history";
import { markAccess, requestRejoin } from "@/lib/grants/claims";
import { connectGrants } from "@/lib/grants/connect-grants";
import { findGrant } from "@/lib/grants/find-grants";
import { newId } from "@/lib/ids";
import { currentAccount, saveAccount } from "./accounts";
import type { ConnectRefusal } from "./authorization-result";
import { mailAccountSwitch } from "./mail-account-switch";

const switchesAllowed = 3;

/**
 * Links a Discord account to the customer. A claim link can only link the first account that the customer's mail proves.
 * From the portal, where the customer is signed in, they can also switch: at most 3 times in 30 days, and not when the
 * merchant locked it. The page after paying only connects what was just paid for.
 */
export async function linkCustomer(
  tx: Tx,
  state: OpenedState,
  user: DiscordUser,
  tokens: Tokens,
): Promise<{ ok: true; guildIds: string[] } | { ok: false; why: ConnectRefusal }> {
  const [customer] = await tx
    .select()
    .from(customers)
    .where(eq(customers.id, state.customerId ?? ""))
    .for("update");
  if (!customer) return { ok: false, why: "not_valid" };
  const why = await whyNotLinked(tx, state, user.id);
  if (why) return { ok: false, why };
  const current = await currentAccount(tx, customer.id);
  const byCheckout = state.purpose === "checkout";
  await saveAccount(tx, customer, user, tokens, byCheckout);
  if (current && current.discordUserId !== user.id)
    await switchAccount(tx, customer, current.discordUserId, user.id);
  const paidFor = byCheckout
    ? (await findGrant(tx, customer.businessId, state.grantId ?? "")).purchaseId
    : undefined;
  return { ok: true, guildIds: await connectGrants(tx, customer.id, user.id, paidFor) };
}

/** Why this Discord account can't be linked to the customer; null if it can. */
export async function whyNotLinked(
  tx: Tx,
  state: OpenedState,
  discordUserId: string,
): Promise<ConnectRefusal | null> {
  const [customer] = await tx
    .select()
    .from(customers)
    .where(eq(customers.id, state.customerId ?? ""));
  if (!customer) return "not_valid";
  const current = await currentAccount(tx, customer.id);
  const switching = current !== null && current.discordUserId !== discordUserId;
  const mailWins = state.purpose === "claim" && current?.byCheckout;
  if (switching && state.purpose !== "portal" && !mailWins) return "already_linked";
  if (state.grantId && hasEnded(await findGrant(tx, customer.businessId, state.grantId))) return "ended";
  if (switching && customer.accountLocked) return "locked";
  if (switching && (await recentSwitches(tx, customer.id)) >= switchesAllowed) return "too_many_switches";
  return null;
}

async function recentSwitches(tx: Tx, customerId: string): Promise<number> {
  const [row] = await tx
    .select({ n: count() })
    .from(accountSwitches)
    .where(
      and(
        eq(accountSwitches.customerId, customerId),
        gt(accountSwitches.at, sql`now() - interval '30 days'`),
      ),
    );
  return row?.n ?? 0;
}

/**
 * Moves every live grant to the new account. Grants that are ending stay with the old account until Discord confirms.
 * The old account's access is due too, but the new account is served first.
 */
async function switchAccount(
  tx: Tx,
  customer: typeof customers.$inferSelect,
  fromUserId: string,
  toUserId: string,
): Promise<void> {
  const id = newId("accountSwitch");
  await tx.insert(accountSwitches).values({ id, customerId: customer.id, fromUserId, toUserId });
  const liveGrants = await tx
    .select({
      grantId: grants.id,
      guildId: entitlements.guildId,
      roleId: entitlements.roleId,
      endAction: entitlements.endAction,
    })
    .from(grants)
    .innerJoin(entitlements, eq(entitlements.id, grants.entitlementId))
    .where(and(eq(grants.customerId, customer.id), eq(grants.discordUserId, fromUserId), liveGrant()));
  for (const { grantId, guildId, ...ending } of liveGrants) {
    const grant = await findGrant(tx, customer.businessId, grantId);
    await tx.update(grants).set({ discordUserId: toUserId }).where(eq(grants.id, grantId));
    await recordGrantEvent(tx, grant, "account_switched", { fromUserId, toUserId });
    const access = { guildId, businessId: customer.businessId };
    if (!(await markAccess(tx, { ...access, discordUserId: fromUserId }, "revoke"))) continue;
    await markAccess(tx, { ...access, discordUserId: toUserId }, "waiting");
    await requestRejoin(tx, guildId, toUserId);
    await recordEnd(tx, { guildId, discordUserId: fromUserId }, ending);
  }
  const guildIds = [...new Set(liveGrants.map(({ guildId }) => guildId))];
  await mailAccountSwitch(tx, customer, { id, fromUserId, toUserId, guildIds });
  await writeAudit(tx, {
    businessId: customer.businessId,
    actor: asCustomer(customer),
    action: "customer.account_switched",
    subjectId: customer.id,
    details: { fromUserId, toUserId },
  });
}

/** "Restore my access": asks for the customer to be added again. Their claims don't change. */
export async function requestRestore(
  tx: Tx,
  customer: { id: string; businessId: string },
): Promise<{ guildIds: string[]; discordUserId: string } | null> {
  const account = await currentAccount(tx, customer.id);
  if (!account) return null;
  const { discordUserId } = account;
  const guildIds = await connectGrants(tx, customer.id, discordUserId);
  for (const guildId of guildIds) await requestRejoin(tx, guildId, discordUserId);
  return { guildIds, discordUserId };
}
