import { isoDigits } from "@/lib/money";
import { type ProviderName, providers } from "./providers";

/**
 * How many digits of this provider's amounts stand behind the point. Null: the amount is of no provider and in the
 * smallest units of ISO 4217.
 */
export function amountDigits(provider: ProviderName | null, currency: string): number {
  const own = provider && providers[provider].amountDigits?.[currency.toUpperCase()];
  return own ?? isoDigits(currency);
}
