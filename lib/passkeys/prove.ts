import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
} from "@simplewebauthn/server";
import { and, eq, sql } from "drizzle-orm";
import { db, inTransaction, type Tx } from "@/db/client";
import { passkeys, sessions } from "@/db/schema";
import { hashToken } from "@/lib/crypto";
import { invalid } from "@/lib/errors";
import type { Person } from "@/lib/membership";
import { knownTransports, passkeyAnswer, verifiedAnswer } from "./authenticator";
import { keepChallenge, relyingParty, takeChallenge } from "./challenge";
import { passkeysOf } from "./find-passkeys";

/** What one of the person's passkeys has to sign. */
export async function startProof(
  person: Person,
  token: string,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const known = await passkeysOf(db(), person.id);
  if (known.length === 0) throw invalid("You have no passkey yet. Add one to your account.");
  const options = await generateAuthenticationOptions({
    rpID: relyingParty().expectedRPID,
    allowCredentials: known.map((key) => ({
      id: key.credentialId,
      transports: knownTransports(key.transports),
    })),
    userVerification: "required",
  });
  await keepChallenge(token, options.challenge);
  return options;
}

/** Verifies what a passkey has signed, and records the proof in the session. Throws `invalid`. */
export async function finishProof(
  person: Person,
  token: string,
  response: AuthenticationResponseJSON,
): Promise<void> {
  const expectedChallenge = await takeChallenge(token);
  const { id } = passkeyAnswer.parse(response);
  await inTransaction(async (tx) => {
    const [key] = await tx
      .select()
      .from(passkeys)
      .where(and(eq(passkeys.userId, person.id), eq(passkeys.credentialId, id)))
      .for("update");
    if (!key) throw invalid("This passkey isn't one of yours");
    const { authenticationInfo } = await verifiedAnswer(
      verifyAuthenticationResponse({
        response,
        expectedChallenge,
        ...relyingParty(),
        requireUserVerification: true,
        credential: {
          id: key.credentialId,
          publicKey: new Uint8Array(Buffer.from(key.publicKey, "base64url")),
          counter: key.counter,
        },
      }),
    );
    await tx
      .update(passkeys)
      .set({ counter: authenticationInfo.newCounter, lastUsedAt: sql`now()` })
      .where(eq(passkeys.id, key.id));
    await recordProof(tx, token);
  });
}

/** The person has just shown in this session that they hold a passkey or a recovery code. */
export async function recordProof(tx: Tx, token: string): Promise<void> {
  await tx
    .update(sessions)
    .set({ provedAt: sql`now()` })
    .where(eq(sessions.sessionToken, hashToken(token)));
}
