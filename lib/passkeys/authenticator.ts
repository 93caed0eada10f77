import { z } from "zod";
import { invalid } from "@/lib/errors";
import { log } from "@/lib/log";

const transports = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;
export type Transport = (typeof transports)[number];

/** The ways to reach an authenticator, of what a browser names. Unknown ones are left out. */
export function knownTransports(named: readonly string[] = []): Transport[] {
  return transports.filter((transport) => named.includes(transport));
}

/** Enough of a browser's answer to look its passkey up. The package checks the rest. */
export const passkeyAnswer = z.looseObject({ id: z.string().regex(/^[\w-]{1,1400}$/) });

/** Returns what `verifying` finds. Throws `invalid` when it fails; the reason is only in the log. */
export async function verifiedAnswer<T extends { verified: boolean }>(
  verifying: Promise<T>,
): Promise<T & { verified: true }> {
  const result = await verifying.catch((error: unknown) => {
    log.warn({ error }, "a passkey's answer was refused");
    return null;
  });
  if (!result?.verified) throw invalid("This passkey could not be verified. Please try again.");
  return result as T & { verified: true };
}
