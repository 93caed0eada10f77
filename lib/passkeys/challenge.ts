import { and, eq, gt, sql } from "drizzle-orm";
import { inTransaction } from "@/db/client";
import { sessions } from "@/db/schema";
import { hashToken } from "@/lib/crypto";
import { env } from "@/lib/env";
import { invalid } from "@/lib/errors";

const challengeMinutes = 5;

/** The site that an authenticator's answer must be meant for. */
export function relyingParty() {
  const { origin, hostname } = new URL(env().APP_URL);
  return { expectedOrigin: origin, expectedRPID: hostname };
}

/** Stores what the authenticator has to sign in this session. A new challenge replaces the old one. */
export async function keepChallenge(token: string, challenge: string): Promise<void> {
  await inTransaction((tx) =>
    tx
      .update(sessions)
      .set({ challenge, challengeUntil: sql`now() + make_interval(mins => ${challengeMinutes})` })
      .where(eq(sessions.sessionToken, hashToken(token))),
  );
}

/**
 * Returns this session's challenge and uses it up, in a transaction of its own: an answer that turns out wrong uses it
 * up too. Throws `invalid` when there is none.
 */
export async function takeChallenge(token: string): Promise<string> {
  const thisSession = eq(sessions.sessionToken, hashToken(token));
  const challenge = await inTransaction(async (tx) => {
    const [kept] = await tx
      .select({ challenge: sessions.challenge })
      .from(sessions)
      .where(and(thisSession, gt(sessions.challengeUntil, sql`now()`)))
      .for("update");
    await tx.update(sessions).set({ challenge: null, challengeUntil: null }).where(thisSession);
    return kept?.challenge;
  });
  if (!challenge) throw invalid("This attempt has expired, or another tab started one. Please try again.");
  return challenge;
}
