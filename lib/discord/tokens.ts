import { and, desc, eq, inArray, isNotNull, isNull, ne, type SQL, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { withRowLock } from "@/db/lock";
import { discordAccounts } from "@/db/schema";
import { databaseNow } from "@/lib/clock";
import { decrypt, encrypt } from "@/lib/crypto";
import { RetryLater } from "@/lib/errors";
import { isDeadToken, refreshTokens, revokeToken, type Tokens } from "./oauth";
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
  const expiresSoon =
    !before?.tokenExpiresAt || before.tokenExpiresAt.getTime() < databaseNow().getTime() + 60_000;
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
  await tx.update(discordAccounts).set(noTokens).where(which);
}

const noTokens = {
  accessToken: null,
  refreshToken: null,
  tokenExpiresAt: null,
  tokenDeadAt: sql`now()`,
};

/**
 * Ends the tokens of an account that its customer left: revokes them at Discord, and deletes them. While another
 * customer uses the same Discord account they are only deleted, because Discord would end the other tokens too.
 */
export async function revokeLeftTokens(accountId: string): Promise<void> {
  const account = await readAccount(accountId);
  if (!account) return;
  const token = account.unlinkedAt && opened(account, "refresh_token");
  if (token && !(await isUsedElsewhere(account))) await revoke(token);
  // Whoever came back to the account in the meantime has new tokens.
  const { refreshToken } = account;
  const sameToken = refreshToken
    ? eq(discordAccounts.refreshToken, refreshToken)
    : isNull(discordAccounts.refreshToken);
  await db()
    .update(discordAccounts)
    .set({ ...(account.unlinkedAt && noTokens), dueAt: null, attempts: 0 })
    .where(and(eq(discordAccounts.id, accountId), sameToken));
}

async function isUsedElsewhere({ id, discordUserId }: AccountRow): Promise<boolean> {
  const [other] = await db()
    .select({ id: discordAccounts.id })
    .from(discordAccounts)
    .where(
      and(
        eq(discordAccounts.discordUserId, discordUserId),
        ne(discordAccounts.id, id),
        isNull(discordAccounts.unlinkedAt),
        isNotNull(discordAccounts.refreshToken),
      ),
    )
    .limit(1);
  return other !== undefined;
}

async function revoke(token: string): Promise<void> {
  const reply = await revokeToken(token);
  if (reply.kind === "later") throw new RetryLater(reply.seconds, "could not revoke the tokens");
  if (reply.kind === "refused" && !isDeadToken(reply)) throw new CredentialsRefused();
}

async function readAccount(id: string): Promise<AccountRow | null> {
  const [account] = await db().select().from(discordAccounts).where(eq(discordAccounts.id, id));
  return account ?? null;
}

function opened(account: AccountRow, which: "access_token" | "refresh_token"): string | null {
  const text = which === "access_token" ? account.accessToken : account.refreshToken;
  return text ? decrypt(text, `discord_accounts.${which}:${account.id}`) : null;
}
