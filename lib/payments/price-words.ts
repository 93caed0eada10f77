import { money } from "@/lib/money";
import { amountDigits } from "./amount-digits";

/** A price as its provider counts it: "$9.00 every month", "$199.00 once". */
export function priceWords(price: {
  provider: string | null;
  priceAmount: number | null;
  currency: string | null;
  interval: "Day" | "Week" | "Month" | "Year" | null;
  intervalCount: number | null;
}): string {
  const { provider, priceAmount, currency, interval } = price;
  const amount = money(priceAmount, currency, amountDigits(provider, currency ?? ""));
  if (!interval) return priceAmount === null ? amount : `${amount} once`;
  const count = price.intervalCount ?? 1;
  const unit = interval.toLowerCase();
  return `${amount} every ${count === 1 ? unit : `${count} ${unit}s`}`;
}
