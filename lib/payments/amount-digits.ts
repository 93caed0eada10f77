import { isoDigits } from "@/lib/money";
import { providerNamed } from "./providers";

/**
 * How many decimals this provider's amounts have. A null provider means that the amount is in the smallest units of
 * ISO 4217.
 */
export function amountDigits(provider: string | null, currency: string): number {
  const own = provider === null ? undefined : providerNamed(provider).amountDigits?.[currency.toUpperCase()];
  return own ?? isoDigits(currency);
}
