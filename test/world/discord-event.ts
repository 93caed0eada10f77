import { createPrivateKey, sign } from "node:crypto";
import { sandboxCredentials } from "@/sandbox/credentials";
import { realNow } from "./own-clock";

/** The event by which Discord says that a user revoked our authorization. */
export function deauthorized(user: string, timestamp?: string): string {
  return JSON.stringify({
    version: 1,
    type: 1,
    event: { type: "APPLICATION_DEAUTHORIZED", timestamp, data: { user: { id: user } } },
  });
}

/** The headers of an event that Discord signed at this time. */
export function signedByDiscord(body: string, at = realNow()): Headers {
  const der = Buffer.concat([
    Buffer.from("302e020100300506032b657004220420", "hex"),
    Buffer.from(sandboxCredentials.discord.privateKeySeed, "hex"),
  ]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const time = String(Math.floor(at.getTime() / 1000));
  return new Headers({
    "x-signature-ed25519": sign(null, Buffer.from(time + body), key).toString("hex"),
    "x-signature-timestamp": time,
  });
}
