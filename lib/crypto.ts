import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { env } from "./env";

/** 256 random bits as URL-safe text: link tokens, states, keys. */
export function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

/** The SHA-256 of a token or key as hex, for storing it. Tokens have 256 random bits, so they need no salt. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

export function sameSecret(first: string, second: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(first), digest(second));
}

/**
 * AES-256-GCM with the first key of ENCRYPTION_KEYS, as `keyId.nonce.tag.ciphertext`. `place` (such as
 * `discord_accounts.access_token:dac_…`) is authenticated, so a ciphertext can't be moved to another row.
 */
export function encrypt(plain: string, place: string): string {
  const first = env().ENCRYPTION_KEYS[0];
  if (!first) throw new Error("ENCRYPTION_KEYS is empty");
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", first.key, nonce).setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return [first.id, ...[nonce, cipher.getAuthTag(), body].map((part) => part.toString("base64url"))].join(
    ".",
  );
}

/** Reverses `encrypt`. Throws when the key is missing, or the text was altered or moved. */
export function decrypt(sealed: string, place: string): string {
  const [keyId, nonce, tag, body] = sealed.split(".");
  const key = env().ENCRYPTION_KEYS.find(({ id }) => id === keyId)?.key;
  if (!key) throw new Error(`No encryption key ${keyId}: add it back to ENCRYPTION_KEYS`);
  // A shorter tag would be easier to forge, and Node takes it unless the length is fixed.
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce ?? "", "base64url"), {
    authTagLength: 16,
  })
    .setAAD(Buffer.from(place))
    .setAuthTag(Buffer.from(tag ?? "", "base64url"));
  return Buffer.concat([decipher.update(Buffer.from(body ?? "", "base64url")), decipher.final()]).toString(
    "utf8",
  );
}

/** PKCE (RFC 7636) with S256, the only method Discord accepts. */
export function pkceChallenge(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}
