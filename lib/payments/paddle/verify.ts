import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { GatehouseError } from "@/lib/errors";
import { requireRecent, type VerifiedEvent } from "@/lib/payments/standard-webhooks";

const named = z.object({
  event_id: z.string().regex(/^\w{1,128}$/),
  event_type: z.string().regex(/^[\w.]{1,100}$/),
});
/** `ts=1671552777;h1=…`, with one more `h1` while a secret is being changed. */
const written = /^ts=(\d{10,11})((?:;h1=[0-9a-f]{64}){1,8})$/;

/**
 * Verifies `Paddle-Signature`; throws `bad_request` for headers, time or JSON, `unauthorized` for the signature.
 * https://developer.paddle.com/webhooks/about/signature-verification
 */
export function verifyPaddle(raw: Uint8Array, headers: Headers, secrets: string[], now: Date): VerifiedEvent {
  const [, time, signatures] = written.exec(headers.get("paddle-signature") ?? "") ?? [];
  if (!time || !signatures)
    throw new GatehouseError("bad_request", "The header paddle-signature is missing or wrong");
  const given = signatures.split(";h1=").filter((each) => each !== "");
  if (!secrets.some((secret) => given.some((each) => signs(secret.trim(), time, raw, each))))
    throw new GatehouseError("unauthorized", "The signature does not match");
  requireRecent(Number(time), now);
  const text = Buffer.from(raw).toString("utf8");
  const body = parseJson(text);
  const event = named.safeParse(body);
  if (!event.success) throw new GatehouseError("bad_request", "The body is not a Paddle event");
  return { id: event.data.event_id, type: event.data.event_type, body, text };
}

function signs(secret: string, time: string, raw: Uint8Array, signature: string): boolean {
  const expected = createHmac("sha256", secret).update(`${time}:`).update(raw).digest();
  return timingSafeEqual(expected, Buffer.from(signature, "hex"));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GatehouseError("bad_request", "The body is not JSON");
  }
}
