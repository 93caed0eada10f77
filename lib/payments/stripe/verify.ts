import Stripe from "stripe";
import { z } from "zod";
import { GatehouseError } from "@/lib/errors";
import type { VerifiedEvent } from "@/lib/payments/standard-webhooks";

const named = z.object({ id: z.string().regex(/^\w{1,128}$/), type: z.string().regex(/^[\w.[\]]{1,100}$/) });

/** Verifies `Stripe-Signature`; throws `bad_request` for headers, time or JSON, `unauthorized` for the signature. */
export function verifyStripe(raw: Uint8Array, headers: Headers, secrets: string[], now: Date): VerifiedEvent {
  const signature = headers.get("stripe-signature");
  if (!signature) throw new GatehouseError("bad_request", "The header stripe-signature is missing");
  const text = Buffer.from(raw).toString("utf8");
  if (!secrets.some((secret) => verifies(text, signature, secret.trim(), now)))
    throw new GatehouseError("unauthorized", "The signature does not match");
  const event = named.safeParse(parseJson(text));
  if (!event.success) throw new GatehouseError("bad_request", "The body is not a Stripe event");
  return { ...event.data, body: parseJson(text), text };
}

function verifies(text: string, signature: string, secret: string, now: Date): boolean {
  try {
    Stripe.webhooks.constructEvent(text, signature, secret, undefined, undefined, now.getTime());
    return true;
  } catch (error) {
    // The signature is valid, but the SDK rejects thin events. We keep them and tell the merchant what to change.
    if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) return isThin(parseJson(text));
    if (/tolerance/i.test(error.message))
      throw new GatehouseError("bad_request", "The timestamp is too old or too new");
    return false;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GatehouseError("bad_request", "The body is not JSON");
  }
}

export function isThin(body: unknown): boolean {
  return z.object({ object: z.literal("v2.core.event") }).safeParse(body).success;
}
