import { and, eq, isNull, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { discordAccounts } from "@/db/schema";
import { noteDiscordLanguage } from "@/lib/customer-language";
import type { DiscordUser } from "@/lib/discord/api";
import type { Tokens } from "@/lib/discord/oauth";
import { encryptTokens } from "@/lib/discord/tokens";
import { newId } from "@/lib/ids";
import { languageOfTag } from "@/lib/languages/languages";
import { wakeWorkers } from "@/lib/work/wake";

type AccountRow = typeof discordAccounts.$inferSelect;

/** The customer's current Discord account, or null. */
export async function currentAccount(tx: Tx, customerId: string): Promise<AccountRow | null> {
  const [account] = await tx
    .select()
    .from(discordAccounts)
    .where(and(eq(discordAccounts.customerId, customerId), isNull(discordAccounts.unlinkedAt)));
  return account ?? null;
}

/**
 * Makes this Discord user the customer's current account and stores its newest tokens. `byCheckout`: nobody has proven
 * that they read the customer's mail. Those of the account that the
 * customer leaves are revoked soon.
 */
export async function saveAccount(
  tx: Tx,
  customer: { id: string; businessId: string },
  user: DiscordUser,
  tokens: Tokens,
  byCheckout: boolean,
): Promise<void> {
  await noteDiscordLanguage(tx, customer.id, languageOfTag(user.locale));
  const left = await tx
    .update(discordAccounts)
    .set({ unlinkedAt: sql`now()`, dueAt: sql`now()`, attempts: 0 })
    .where(
      and(
        eq(discordAccounts.customerId, customer.id),
        ne(discordAccounts.discordUserId, user.id),
        isNull(discordAccounts.unlinkedAt),
      ),
    )
    .returning({ id: discordAccounts.id });
  if (left.length > 0) await wakeWorkers(tx, "discord_accounts");
  const [known] = await tx
    .select()
    .from(discordAccounts)
    .where(and(eq(discordAccounts.customerId, customer.id), eq(discordAccounts.discordUserId, user.id)));
  const proven = known !== undefined && known.unlinkedAt === null && !known.byCheckout;
  const id = known?.id ?? newId("account");
  const fresh = {
    username: user.username,
    globalName: user.global_name ?? null,
    avatar: user.avatar ?? null,
    byCheckout: byCheckout && !proven,
    unlinkedAt: null,
    dueAt: null,
    ...encryptTokens(id, tokens),
  };
  if (known)
    await tx
      .update(discordAccounts)
      .set({ ...fresh, linkedAt: sql`now()` })
      .where(eq(discordAccounts.id, id));
  else
    await tx.insert(discordAccounts).values({
      ...fresh,
      id,
      businessId: customer.businessId,
      customerId: customer.id,
      discordUserId: user.id,
    });
}
