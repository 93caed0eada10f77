import { code } from "currency-codes";
import type DodoPayments from "dodopayments";
import { unitAmount } from "./records";

/** `1200, "USD"` → `$12.00` */
export function money(minor: number, currency: string): string {
  const digits = digitsOf(currency);
  const places = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const format = new Intl.NumberFormat("en-US", { style: "currency", currency, ...places });
  return format.format(minor / 10 ** digits);
}

/** An amount that a person typed, in the smallest unit; undefined if it is not an amount. */
export function minorUnits(typed: string, currency: string): number | undefined {
  const value = Number(typed.trim().replace(",", "."));
  return typed.trim() === "" || !Number.isFinite(value)
    ? undefined
    : Math.round(value * 10 ** digitsOf(currency));
}

function digitsOf(currency: string): number {
  return code(currency)?.digits ?? 2;
}

export function priceInWords(price: DodoPayments.Price): string {
  const amount = money(unitAmount(price), price.currency);
  if (price.type === "one_time_price") return `${amount}, once`;
  return `${amount} ${everyPeriod(price.payment_frequency_count, price.payment_frequency_interval)}`;
}

export function everyPeriod(count: number, interval: string): string {
  const unit = interval.toLowerCase();
  return count === 1 ? `a ${unit}` : `every ${count} ${unit}s`;
}
