import { and, desc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { withRowLock } from "@/db/lock";
import { discordAccounts } from "@/db/schema";
import { decrypt, encrypt } from "@/lib/crypto";
import { RetryLater } from "@/lib/errors";
import { isDeadToken, refreshTokens, type Tokens } from "./oauth";
import { CredentialsRefused } from "./problems";

type AccountRow = typeof discordAccounts.$inferSelect;

/** The token columns of a Discord account, encrypted for this row. */
export const encryptTokens = (id: string, tokens: Tokens) => ({
  accessToken: encrypt(tokens.access_token, `discord_accounts.access_token:${id}`),
  refreshToken: encrypt(tokens.refresh_token, `discord_accounts.refresh_token:${id}`),
  tokenExpiresAt: sql`now() + make_interval(secs => ${tokens.expires_in})`,
  tokenDeadAt: null,
});

/**
 * A working access token of this Discord user, from the given customers' accounts; null when all are dead.
 * `refresh` gets a new token even if the stored one has not expired.
 */
export async function accessTokenFor(
  discordUserId: string,
  customerIds: string[],
  refresh: boolean,
): Promise<string | null> {
  if (customerIds.length === 0) return null;
  const accounts = await db()
    .select({ id: discordAccounts.id })
    .from(discordAccounts)
    .where(
      and(
        eq(discordAccounts.discordUserId, discordUserId),
        inArray(discordAccounts.customerId, customerIds),
        isNull(discordAccounts.tokenDeadAt),
      ),
    )
    .orderBy(desc(discordAccounts.tokenExpiresAt));
  for (const { id } of accounts) {
    const token = await freshToken(id, refresh);
    if (token) return token;
  }
  return null;
}

async function freshToken(accountId: string, refresh: boolean): Promise<string | null> {
  const before = await readAccount(accountId);
  const expiresSoon = !before?.tokenExpiresAt || before.tokenExpiresAt.getTime() < Date.now() + 60_000;
  if (before?.accessToken && !expiresSoon && !refresh) return opened(before, "access_token");
  const refreshed = await withRowLock("discord_accounts", accountId, () => refreshOnce(accountId, before));
  // Another worker is refreshing this account; its result is available in a moment.
  if (refreshed.busy) throw new RetryLater(2, "the account's tokens are being refreshed");
  return refreshed.result;
}

/**
 * Refreshes under the account's lock, unless another worker has already done so. A new consent doesn't wait for the
 * lock, so its tokens must be neither overwritten nor deleted.
 */
async function refreshOnce(accountId: string, before: AccountRow | null): Promise<string | null> {
  const now = await readAccount(accountId);
  if (!now?.refreshToken || now.tokenDeadAt) return null;
  if (now.refreshToken !== before?.refreshToken) return opened(now, "access_token");
  const reply = await refreshTokens(opened(now, "refresh_token") ?? "");
  const unchanged = and(
    eq(discordAccounts.id, accountId),
    eq(discordAccounts.refreshToken, now.refreshToken),
  );
  if (reply.kind === "ok")
    await db().update(discordAccounts).set(encryptTokens(accountId, reply.body)).where(unchanged);
  else if (isDeadToken(reply)) await deleteTokens(db(), unchanged);
  else if (reply.kind === "refused") throw new CredentialsRefused();
  else throw new RetryLater(reply.seconds, "could not refresh the tokens");
  const after = await readAccount(accountId);
  return after && opened(after, "access_token");
}

/** Deletes tokens that Discord no longer accepts. Roles still work, because the bot needs no user token for them. */
export async function deleteTokens(tx: Tx, which: SQL | undefined): Promise<void> {
  await tx
    .update(discordAccounts)
    .set({ accessToken: null, refreshToken: null, tokenExpiresAt: null, tokenDeadAt: sql`now()` })
    .where(which);
}

async function readAccount(id: string): Promise<AccountRow | null> {
  const [account] = await db().select().from(discordAccounts).where(eq(discordAccounts.id, id));
  return account ?? null;
}

function opened(account: AccountRow, which: "access_token" | "refresh_token"): string | null {
  const text = which === "access_token" ? account.accessToken : account.refreshToken;
  return text ? decrypt(text, `discord_accounts.${which}:${account.id}`) : null;
}
