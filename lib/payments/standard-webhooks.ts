import { Webhook } from "standardwebhooks";
import { sameSecret } from "@/lib/crypto";
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

const toleranceSeconds = 5 * 60;

/**
 * Verifies a Standard Webhooks request with any of the given secrets. The reference library only signs here: its own
 * check judges the time by this machine's clock, accepts junk in the timestamp, and wants JSON.
 */
export function verifyStandardWebhook(
  raw: Uint8Array,
  headers: Headers,
  secrets: string[],
  now: Date,
): VerifiedEvent {
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
  const id = given["webhook-id"] ?? "";
  const seconds = Number(given["webhook-timestamp"]);
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(seconds * 1000), text));
  if (!list.split(" ").some((each) => signatures.some((right) => sameSecret(each, right))))
    throw new GatehouseError("unauthorized", "The signature does not match");
  requireRecent(seconds, now);
  return { id, ...readBody(text) };
}

/** A signed request can be replayed only within a few minutes. Throws `bad_request`. */
export function requireRecent(signedAtSeconds: number, now: Date): void {
  if (Math.abs(now.getTime() / 1000 - signedAtSeconds) > toleranceSeconds)
    throw new GatehouseError("bad_request", "The timestamp is too old or too new");
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
