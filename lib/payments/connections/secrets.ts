import { databaseNow } from "@/lib/clock";
import { decrypt, encrypt } from "@/lib/crypto";
import { invalid } from "@/lib/errors";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { providerNamed } from "@/lib/payments/providers";

const place = { apiKey: "payment_connections.api_key", secret: "payment_connections.webhook_secret" };

export function encryptKey(connectionId: string, apiKey: string): string {
  return encrypt(apiKey, `${place.apiKey}:${connectionId}`);
}

export function decryptKey({ id, apiKey }: Pick<ConnectionRow, "id" | "apiKey">): string {
  return decrypt(apiKey, `${place.apiKey}:${id}`);
}

export function encryptSecret(connectionId: string, secret: string): string {
  return encrypt(secret, `${place.secret}:${connectionId}`);
}

/** The secrets that may sign an event that arrives `now`. After a rotation the previous one is still accepted for a while. */
export function secretsOf(connection: ConnectionRow, now = databaseNow()): string[] {
  const { id, webhookSecret, previousSecret, previousSecretUntil } = connection;
  const previousHolds = previousSecret && previousSecretUntil && previousSecretUntil > now;
  return [webhookSecret, ...(previousHolds ? [previousSecret] : [])].map((secret) =>
    decrypt(secret, `${place.secret}:${id}`),
  );
}

/** A malformed secret is refused now. Otherwise every event would be refused later. */
export function requireSecret(provider: string, secret: string): void {
  const { pattern, words } = providerNamed(provider).secretShape;
  if (!pattern.test(secret))
    throw invalid("That doesn't look like a signing secret", { webhookSecret: words });
}

export function requireKey(provider: string, apiKey: string): void {
  const { pattern, words } = providerNamed(provider).keyShape;
  if (!pattern.test(apiKey)) throw invalid("That doesn't look like an API key", { apiKey: words });
}
