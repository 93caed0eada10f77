import { and, eq, isNull, or, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { customers, discordAccounts, guilds } from "@/db/schema";
import { hashToken } from "@/lib/crypto";
import type { OpenedState } from "@/lib/discord/oauth-state";
import { currentAccount } from "./accounts";

/** Who came back from Discord: the value of the browser's cookie, and who is signed in to the dashboard there. */
export type Visitor = { browser: string; dashboardEmail: string | null };

/** Why a Discord account may be the wrong one, so that the person is asked before it is linked. */
export type Doubt =
  /** Phones open the consent page in the Discord app and return in another browser. */
  | { why: "other_browser" }
  /** It gets access for a customer of the same business with another email address. */
  | { why: "other_customer" }
  /** It connected or owns a server of the business, so it is the merchant's. */
  | { why: "runs_server"; serverName: string }
  | { why: "dashboard"; email: string };

/** The strongest doubt about linking this Discord account to the round trip's customer; null if there is none. */
export async function findDoubt(
  tx: Tx,
  state: OpenedState,
  discordUserId: string,
  visitor: Visitor,
): Promise<Doubt | null> {
  if (hashToken(visitor.browser) !== state.browserHash) return { why: "other_browser" };
  const businessId = state.businessId ?? "";
  const customerId = state.customerId ?? "";
  if ((await currentAccount(tx, customerId))?.discordUserId === discordUserId) return null;
  if (await belongsToAnother(tx, businessId, customerId, discordUserId)) return { why: "other_customer" };
  const serverName = await serverRunBy(tx, businessId, discordUserId);
  if (serverName) return { why: "runs_server", serverName };
  return visitor.dashboardEmail ? { why: "dashboard", email: visitor.dashboardEmail } : null;
}

async function belongsToAnother(
  tx: Tx,
  businessId: string,
  customerId: string,
  discordUserId: string,
): Promise<boolean> {
  const [other] = await tx
    .select({ id: discordAccounts.id })
    .from(discordAccounts)
    .innerJoin(customers, eq(customers.id, discordAccounts.customerId))
    .where(
      and(
        eq(discordAccounts.discordUserId, discordUserId),
        eq(discordAccounts.businessId, businessId),
        sql`lower(${customers.email}) <> (select lower(mine.email) from customers mine where mine.id = ${customerId})`,
        isNull(discordAccounts.unlinkedAt),
      ),
    )
    .limit(1);
  return other !== undefined;
}

async function serverRunBy(tx: Tx, businessId: string, discordUserId: string): Promise<string | null> {
  const [guild] = await tx
    .select({ name: guilds.name })
    .from(guilds)
    .where(
      and(
        eq(guilds.businessId, businessId),
        isNull(guilds.releasedAt),
        or(eq(guilds.installedBy, discordUserId), eq(sql`${guilds.snapshot}->>'ownerId'`, discordUserId)),
      ),
    )
    .limit(1);
  return guild?.name ?? null;
}
