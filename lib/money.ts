import { data as iso4217 } from "currency-codes";

/** Every code of ISO 4217. */
export const currencies = iso4217.map(({ code }) => code);

const minorDigits = new Map(iso4217.map(({ code, digits }) => [code, digits]));

/** A currency's decimals by ISO 4217; 2 for a currency that it doesn't list. */
export function isoDigits(currency: string): number {
  return minorDigits.get(currency.toUpperCase()) ?? 2;
}

/**
 * Formats an amount in smallest units; `digits` is the number of decimals. Whole amounts are shown as usual in their
 * currency (`Ft 4,500`, `$12.00`), others to the last digit.
 */
export function money(
  amount: number | null,
  currency: string | null,
  digits?: number,
  locale = "en",
): string {
  if (amount === null || !currency) return "No price";
  const places = digits ?? isoDigits(currency);
  const value = amount / 10 ** places;
  // Intl throws if the text doesn't look like a currency code.
  if (!/^[A-Za-z]{3}$/.test(currency)) return `${value.toFixed(places)} ${currency}`;
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    ...(!Number.isInteger(value) && { minimumFractionDigits: places, maximumFractionDigits: places }),
  }).format(value);
}
