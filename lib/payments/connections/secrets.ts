import { decrypt, encrypt } from "@/lib/crypto";
import { invalid } from "@/lib/errors";
import type { ConnectionRow } from "@/lib/payments/connection-row";

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

/** The secrets that an event may be signed with: the one before the last is accepted for a while. */
export function secretsOf(connection: ConnectionRow): string[] {
  const { id, webhookSecret, previousSecret, previousSecretUntil } = connection;
  const previousHolds = previousSecret && previousSecretUntil && previousSecretUntil.getTime() > Date.now();
  return [webhookSecret, ...(previousHolds ? [previousSecret] : [])].map((secret) =>
    decrypt(secret, `${place.secret}:${id}`),
  );
}

/** Refused now, or each event would be refused later. Stripe's secrets are taken as they are written, the others' as base64. */
export function requireUsable(provider: ConnectionRow["provider"], secret: string): void {
  const written = secret.replace(/^whsec_/, "");
  if (Buffer.from(written, "base64").length < 24)
    throw invalid("This webhook secret is too short to be one", {
      webhookSecret: "Paste the whole signing secret",
    });
  if (provider === "dodo" && !/^[A-Za-z0-9+/]+={0,2}$/.test(written))
    throw invalid("This is no signing secret", {
      webhookSecret: "Paste the signing secret as the provider shows it: whsec_ and letters, digits, + and /",
    });
}
