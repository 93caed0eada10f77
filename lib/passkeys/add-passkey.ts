import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { db, inTransaction } from "@/db/client";
import { passkeys } from "@/db/schema";
import { GatehouseError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import type { Person } from "@/lib/membership";
import { cleanLine } from "@/lib/text";
import { announceChange } from "./announce-change";
import { knownTransports, passkeyAnswer, verifiedAnswer } from "./authenticator";
import { keepChallenge, relyingParty, takeChallenge } from "./challenge";
import { lockPerson, passkeysOf } from "./find-passkeys";
import { recordProof } from "./prove";
import { replaceCodes } from "./recovery-codes";

const mostPasskeys = 20;

/** What the browser asks its authenticator for. It must verify the person, by a fingerprint or a PIN for example. */
export async function startPasskey(
  person: Person,
  token: string,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const known = await passkeysOf(db(), person.id);
  if (known.length >= mostPasskeys)
    throw new GatehouseError("conflict", `You have ${mostPasskeys} passkeys. Remove one first.`);
  const options = await generateRegistrationOptions({
    rpName: "Gatehouse",
    rpID: relyingParty().expectedRPID,
    userID: new Uint8Array(Buffer.from(person.id)),
    userName: person.email,
    userDisplayName: person.name ?? person.email,
    attestationType: "none",
    excludeCredentials: known.map((key) => ({
      id: key.credentialId,
      transports: knownTransports(key.transports),
    })),
    authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
  });
  await keepChallenge(token, options.challenge);
  return options;
}

/** Stores a new passkey, which also proves this session. Returns recovery codes with the first passkey. */
export async function finishPasskey(
  person: Person,
  token: string,
  response: RegistrationResponseJSON,
  name: string,
): Promise<{ codes: string[] | null }> {
  const expectedChallenge = await takeChallenge(token);
  passkeyAnswer.parse(response);
  const { registrationInfo } = await verifiedAnswer(
    verifyRegistrationResponse({
      response,
      expectedChallenge,
      ...relyingParty(),
      requireUserVerification: true,
    }),
  );
  const { id: credentialId, publicKey, counter, transports } = registrationInfo.credential;
  const passkey = {
    id: newId("passkey"),
    userId: person.id,
    credentialId,
    publicKey: Buffer.from(publicKey).toString("base64url"),
    counter,
    transports: knownTransports(transports),
    name: cleanLine(name, 60) || "Passkey",
  };
  return inTransaction(async (tx) => {
    await lockPerson(tx, person.id);
    const isFirst = (await passkeysOf(tx, person.id)).length === 0;
    const added = await tx
      .insert(passkeys)
      .values(passkey)
      .onConflictDoNothing()
      .returning({ id: passkeys.id });
    if (added.length === 0) throw new GatehouseError("conflict", "This passkey was added already");
    await recordProof(tx, token);
    await announceChange(tx, person, passkey.id, { kind: "passkey_added", passkey: passkey.name });
    return { codes: isFirst ? await replaceCodes(tx, person.id) : null };
  });
}
