import { isoDigits } from "@/lib/money";
import { providerNamed } from "./providers";

/**
 * How many digits of this provider's amounts stand behind the point. Null: the amount is of no provider and in the
 * smallest units of ISO 4217.
 */
export function amountDigits(provider: string | null, currency: string): number {
  const own = provider === null ? undefined : providerNamed(provider).amountDigits?.[currency.toUpperCase()];
  return own ?? isoDigits(currency);
}
