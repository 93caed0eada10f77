import { and, eq, gt, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db/client";
import { oauthStates } from "@/db/schema";
import { decrypt, encrypt, hashToken, randomToken, sameSecret } from "@/lib/crypto";
import type { DiscordUser } from "@/lib/discord/api";
import type { Tokens } from "@/lib/discord/oauth";
import type { OpenedState } from "@/lib/discord/oauth-state";
import type { AuthorizationResult } from "./authorization-result";
import type { Doubt } from "./find-doubt";
import { linkAccount } from "./link-account";

/*
 * A Discord account that may be the wrong one is stored here, encrypted, and linked only when the person confirms it
 * in the browser they came back in. It works once and expires; what nobody confirms is deleted.
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
  doubt: z.discriminatedUnion("why", [
    z.object({ why: z.literal("other_browser") }),
    z.object({ why: z.literal("other_customer") }),
    z.object({ why: z.literal("runs_server"), serverName: z.string() }),
    z.object({ why: z.literal("dashboard"), email: z.string() }),
  ]),
  browserHash: z.string(),
});

const encryptionContext = (stateId: string) => `oauth_states.held:${stateId}`;

type Held = { user: DiscordUser; tokens: Tokens; doubt: Doubt; browser: string };

/** Stores the account for 10 minutes and returns the key of the confirmation page. */
export async function holdAccount(stateId: string, held: Held): Promise<string> {
  const key = randomToken();
  const { user, tokens, doubt, browser } = held;
  const serialized = JSON.stringify({
    user,
    tokens: { ...tokens, scope: [...tokens.scope] },
    doubt,
    browserHash: hashToken(browser),
  });
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

/** What waits under this key in this browser; null when it has expired or was answered. */
export async function findHeldAccount(
  key: string,
  browser: string | null,
): Promise<{ state: OpenedState; user: DiscordUser; doubt: Doubt } | null> {
  const held = await readHeld(key, browser);
  return held && { state: held.state, user: held.user, doubt: held.doubt };
}

/** Links the stored account after the person has confirmed it. Works once. */
export async function confirmHeldAccount(key: string, browser: string): Promise<AuthorizationResult> {
  const held = await takeHeld(key, browser);
  if (!held) return { kind: "refused", why: "start_again", stateId: null };
  return linkAccount(held.state, held.user, held.tokens);
}

/** Forgets the stored account, because the person wants to use another one. Returns its round trip. */
export async function dropHeldAccount(key: string, browser: string): Promise<OpenedState | null> {
  return (await takeHeld(key, browser))?.state ?? null;
}

/** Only one of two concurrent calls gets it. From here on, the result is for this browser. */
async function takeHeld(key: string, browser: string) {
  const held = await readHeld(key, browser);
  if (!held) return null;
  const taken = await db()
    .update(oauthStates)
    .set({ heldAccount: null, browserHash: hashToken(browser) })
    .where(and(eq(oauthStates.id, held.state.id), isNotNull(oauthStates.heldAccount)))
    .returning({ id: oauthStates.id });
  return taken.length === 1 ? held : null;
}

async function readHeld(key: string, browser: string | null) {
  if (!browser) return null;
  const [state] = await db()
    .select()
    .from(oauthStates)
    .where(and(eq(oauthStates.hash, hashToken(key)), gt(oauthStates.expiresAt, sql`now()`)));
  if (!state?.heldAccount) return null;
  const stored = heldShape.safeParse(JSON.parse(decrypt(state.heldAccount, encryptionContext(state.id))));
  // The release before this one stored less.
  if (!stored.success || !sameSecret(stored.data.browserHash, hashToken(browser))) return null;
  const { user, tokens, doubt } = stored.data;
  return { state, user, doubt, tokens: { ...tokens, scope: new Set(tokens.scope), guild: undefined } };
}

/** `carl@example.com` → `c•••@e•••.com` */
export function maskEmail(email: string): string {
  const [name = "", domain = ""] = email.split("@");
  const dot = domain.lastIndexOf(".");
  return `${name.charAt(0)}•••@${domain.charAt(0)}•••${dot > 0 ? domain.slice(dot) : ""}`;
}
