/** Integer minor units and a currency as people read them; currencies without minor units are known to Intl. */
export function money(amount: number | null, currency: string | null): string {
  if (amount === null || !currency) return "No price";
  const format = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}

/** "$9.00 every month", "$199.00 once". */
export function priceWords(product: {
  priceAmount: number | null;
  currency: string | null;
  interval: "Day" | "Week" | "Month" | "Year" | null;
  intervalCount: number | null;
}): string {
  const price = money(product.priceAmount, product.currency);
  if (!product.interval) return product.priceAmount === null ? price : `${price} once`;
  const count = product.intervalCount ?? 1;
  const unit = product.interval.toLowerCase();
  return `${price} every ${count === 1 ? unit : `${count} ${unit}s`}`;
}
