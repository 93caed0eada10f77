import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { GatehouseError } from "@/lib/errors";

export type VerifiedEvent = { id: string; type: string; body: unknown; text: string };

const strict = {
  "webhook-id": /^[A-Za-z0-9_.-]{1,128}$/,
  "webhook-timestamp": /^[0-9]{10,11}$/,
  // A header sent twice arrives joined by a comma and a space, which a list of signatures never contains.
  "webhook-signature": /^(?!.*, ).+$/,
} as const;
const most = { signatures: 8, characters: 2048 };
/** JSON may contain a NUL, but Postgres text can't. Without this the sender would retry forever. */
const readable = /^\P{Cc}+$/u;

/**
 * Verifies a Standard Webhooks request with any of the given secrets. The reference library accepts junk in the
 * timestamp and throws a plain SyntaxError when the body isn't JSON, so headers are checked strictly before it runs
 * and JSON is parsed after it.
 */
export function verifyStandardWebhook(raw: Uint8Array, headers: Headers, secrets: string[]): VerifiedEvent {
  const given = Object.fromEntries(
    Object.entries(strict).map(([name, shape]) => {
      const value = headers.get(name);
      if (!value || !shape.test(value))
        throw new GatehouseError("bad_request", `The header ${name} is missing or wrong`);
      return [name, value];
    }),
  );
  const list = given["webhook-signature"] ?? "";
  if (list.length > most.characters || list.split(" ").length > most.signatures)
    throw new GatehouseError("unauthorized", "Too many signatures");
  const text = Buffer.from(raw).toString("utf8");
  if (!Buffer.from(text).equals(raw)) throw new GatehouseError("bad_request", "The body is not valid UTF-8");
  if (!secrets.some((secret) => verifies(secret, text, given)))
    throw new GatehouseError("unauthorized", "The signature does not match");
  return { id: given["webhook-id"] ?? "", ...readBody(text) };
}

function verifies(secret: string, text: string, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(text, headers);
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) {
      if (/timestamp/i.test(error.message))
        throw new GatehouseError("bad_request", "The timestamp is too old or too new");
      return false;
    }
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}

function readBody(text: string): { type: string; body: unknown; text: string } {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new GatehouseError("bad_request", "The body is not JSON");
  }
  const type = typeof body === "object" && body !== null && "type" in body ? body.type : null;
  if (typeof type !== "string" || !readable.test(type))
    throw new GatehouseError("bad_request", "The body has no type");
  return { type: type.slice(0, 100), body, text };
}
