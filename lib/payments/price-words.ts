import type { Texts } from "@/lib/languages/texts";
import { money } from "@/lib/money";
import { amountDigits } from "./amount-digits";

type Price = {
  provider: string | null;
  priceAmount: number | null;
  currency: string | null;
  interval: "Day" | "Week" | "Month" | "Year" | null;
  intervalCount: number | null;
};

/** A price as its provider counts it: "$9.00 every month", "$199.00 once". */
export function priceWords(price: Price): string {
  const { provider, priceAmount, currency, interval } = price;
  const amount = money(priceAmount, currency, amountDigits(provider, currency ?? ""));
  if (!interval) return priceAmount === null ? amount : `${amount} once`;
  const count = price.intervalCount ?? 1;
  const unit = interval.toLowerCase();
  return `${amount} every ${count === 1 ? unit : `${count} ${unit}s`}`;
}

/** The same in the customer's language. */
export function priceForCustomer({ t, locale }: Texts, price: Price): string {
  const { provider, priceAmount, currency, interval, intervalCount } = price;
  if (priceAmount === null || !currency) return t("price.none");
  const amount = money(priceAmount, currency, amountDigits(provider, currency), locale);
  if (!interval) return t("price.once", { amount });
  return t(`price.${intervals[interval]}`, { amount, count: intervalCount ?? 1 });
}

const intervals = { Day: "day", Week: "week", Month: "month", Year: "year" } as const;
