import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";

type Answer = { origin: string; rpId?: string; verified?: boolean; counter?: number };

const present = 0x01;
const verifiedUser = 0x04;
const newCredential = 0x40;

/** A device that makes and uses one passkey, as WebAuthn level 2 and COSE describe, and can be told to lie. */
export function newAuthenticator() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const id = randomBytes(16);
  const cose = Buffer.concat([
    Buffer.from("a5010203262001215820", "hex"),
    Buffer.from(x, "base64url"),
    Buffer.from("225820", "hex"),
    Buffer.from(y, "base64url"),
  ]);
  const named = {
    id: id.toString("base64url"),
    rawId: id.toString("base64url"),
    type: "public-key" as const,
  };

  return {
    id: named.id,

    make(challenge: string, how: Answer): RegistrationResponseJSON {
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cose]);
      const data = Buffer.concat([authenticatorData(how, newCredential), credential]);
      const attestation = Buffer.concat([
        Buffer.from("a363666d74646e6f6e656761747453746d74a068617574684461746158", "hex"),
        Buffer.from([data.length]),
        data,
      ]);
      const response = {
        clientDataJSON: clientData("webauthn.create", challenge, how).toString("base64url"),
        attestationObject: attestation.toString("base64url"),
        transports: ["internal" as const],
      };
      return { ...named, response, clientExtensionResults: {} };
    },

    use(challenge: string, how: Answer): AuthenticationResponseJSON {
      const client = clientData("webauthn.get", challenge, how);
      const data = authenticatorData(how, 0);
      const signed = Buffer.concat([data, createHash("sha256").update(client).digest()]);
      const response = {
        clientDataJSON: client.toString("base64url"),
        authenticatorData: data.toString("base64url"),
        signature: sign("sha256", signed, privateKey).toString("base64url"),
      };
      return { ...named, response, clientExtensionResults: {} };
    },
  };
}

function clientData(type: string, challenge: string, { origin }: Answer): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}

function authenticatorData(how: Answer, more: number): Buffer {
  const { origin, rpId = new URL(origin).hostname, verified = true, counter = 0 } = how;
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  const flags = Buffer.from([present | (verified ? verifiedUser : 0) | more]);
  return Buffer.concat([createHash("sha256").update(rpId).digest(), flags, count]);
}
