import { and, eq, gt, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import { db, inTransaction } from "@/db/client";
import { customers, oauthStates } from "@/db/schema";
import { decrypt, encrypt, hashToken, randomToken } from "@/lib/crypto";
import type { DiscordUser } from "@/lib/discord/api";
import type { Tokens } from "@/lib/discord/oauth";
import type { AuthorizationResult } from "./authorization-result";
import { linkAccount } from "./link-account";

/*
 * Phones open the consent page in the Discord app and return in another browser. The account is then stored here
 * and linked only when the person confirms it on a page with the Discord account and the masked address.
 */
const heldShape = z.object({
  user: z.object({
    id: z.string(),
    username: z.string(),
    global_name: z.string().nullish(),
    avatar: z.string().nullish(),
  }),
  tokens: z.object({
    access_token: z.string(),
    refresh_token: z.string(),
    expires_in: z.number(),
    scope: z.array(z.string()),
  }),
});

const encryptionContext = (stateId: string) => `oauth_states.held:${stateId}`;

/** Stores the account for 10 minutes and returns the key of the confirmation page. */
export async function holdAccount(
  stateId: string,
  account: { user: DiscordUser; tokens: Tokens },
): Promise<string> {
  const key = randomToken();
  const { user, tokens } = account;
  const serialized = JSON.stringify({ user, tokens: { ...tokens, scope: [...tokens.scope] } });
  await db()
    .update(oauthStates)
    .set({
      heldAccount: encrypt(serialized, encryptionContext(stateId)),
      hash: hashToken(key),
      expiresAt: sql`now() + interval '10 minutes'`,
    })
    .where(eq(oauthStates.id, stateId));
  return key;
}

/** The Discord account and masked address for the confirmation page; null when it has expired. */
export async function findHeldAccount(
  key: string,
): Promise<{ user: DiscordUser; maskedEmail: string } | null> {
  const found = await readHeld(key);
  return found && { user: found.user, maskedEmail: maskEmail(found.email) };
}

/** Links the stored account after the person has confirmed it. Works once. */
export async function confirmHeldAccount(key: string): Promise<AuthorizationResult> {
  const found = await readHeld(key);
  if (!found) return { kind: "refused", why: "start_again", stateId: null };
  const taken = await inTransaction((tx) =>
    tx
      .update(oauthStates)
      .set({ heldAccount: null })
      .where(and(eq(oauthStates.id, found.state.id), isNotNull(oauthStates.heldAccount)))
      .returning({ id: oauthStates.id }),
  );
  if (taken.length === 0) return { kind: "refused", why: "start_again", stateId: null };
  return linkAccount(found.state, found.user, found.tokens);
}

async function readHeld(key: string) {
  const [row] = await db()
    .select({ state: oauthStates, email: customers.email })
    .from(oauthStates)
    .innerJoin(customers, eq(customers.id, oauthStates.customerId))
    .where(and(eq(oauthStates.hash, hashToken(key)), gt(oauthStates.expiresAt, sql`now()`)));
  if (!row?.state.heldAccount) return null;
  const { user, tokens } = heldShape.parse(
    JSON.parse(decrypt(row.state.heldAccount, encryptionContext(row.state.id))),
  );
  return {
    state: row.state,
    email: row.email,
    user,
    tokens: { ...tokens, scope: new Set(tokens.scope), guild: undefined },
  };
}

/** `carl@example.com` → `c•••@e•••.com` */
export function maskEmail(email: string): string {
  const [name = "", domain = ""] = email.split("@");
  const dot = domain.lastIndexOf(".");
  return `${name.charAt(0)}•••@${domain.charAt(0)}•••${dot > 0 ? domain.slice(dot) : ""}`;
}
