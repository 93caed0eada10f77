import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { oauthStates, type statePurposes } from "@/db/schema";
import { decrypt, encrypt, hashToken, pkceChallenge, randomToken } from "@/lib/crypto";
import { newId } from "@/lib/ids";

export type StatePurpose = (typeof statePurposes)[number];
type Subject = { businessId?: string; userId?: string; grantId?: string; customerId?: string };

/**
 * Starts an OAuth round trip: single use, valid for 10 minutes, bound to this browser and purpose, with a new PKCE
 * pair. `browser` is the random value of the browser's cookie.
 */
export async function openState(tx: Tx, purpose: StatePurpose, browser: string, subject: Subject) {
  const state = randomToken();
  const verifier = randomToken();
  const id = newId("state");
  await tx.insert(oauthStates).values({
    ...subject,
    id,
    purpose,
    hash: hashToken(state),
    browserHash: hashToken(browser),
    verifier: encrypt(verifier, `oauth_states.verifier:${id}`),
    expiresAt: sql`now() + interval '10 minutes'`,
  });
  return { id, state, challenge: pkceChallenge(verifier) };
}

export type OpenedState = typeof oauthStates.$inferSelect;

/** The round trip of this state if it has one of the purposes, used or not; otherwise null. */
export async function findState(
  tx: Tx,
  state: string,
  purposes: StatePurpose[],
): Promise<OpenedState | null> {
  const [row] = await tx
    .select()
    .from(oauthStates)
    .where(eq(oauthStates.hash, hashToken(state)));
  return row && purposes.includes(row.purpose) ? row : null;
}

/** Marks the state as used; false when it was already used or has expired. Only one of two concurrent calls wins. */
export async function consumeState(tx: Tx, id: string): Promise<boolean> {
  const used = await tx
    .update(oauthStates)
    .set({ usedAt: sql`now()` })
    .where(and(eq(oauthStates.id, id), isNull(oauthStates.usedAt), gt(oauthStates.expiresAt, sql`now()`)))
    .returning({ id: oauthStates.id });
  return used.length === 1;
}

export function stateVerifier(state: OpenedState): string {
  return decrypt(state.verifier, `oauth_states.verifier:${state.id}`);
}

/** Stores the result for a reload and for the waiting tab. Never a token. */
export async function setOutcome(tx: Tx, id: string, outcome: Record<string, string>): Promise<void> {
  await tx.update(oauthStates).set({ outcome }).where(eq(oauthStates.id, id));
}
