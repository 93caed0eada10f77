import { z } from "zod";

const amount = z.number().int().min(0).max(99_999_999_999);

/** Terms of a price that change nothing here, by Dodo's names: kept as given, and answered. Other names are left out. */
export const priceTerms = z.object({
  discount: amount.optional(),
  discount_bps: z.number().int().min(0).max(10_000).nullish(),
  purchasing_power_parity: z.boolean().optional(),
  tax_inclusive: z.boolean().nullish(),
  pay_what_you_want: z.boolean().optional(),
  suggested_price: amount.nullish(),
  trial_period_days: z.number().int().min(0).max(10_000).optional(),
  trial_amount: amount.nullish(),
});

export type PriceTerms = z.output<typeof priceTerms>;
