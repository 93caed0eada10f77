import { z } from "zod";
import { rights } from "../keys";
import { ways } from "../life/order";
import { disputeSteps } from "../life/refunds-and-disputes";

const count = z.number().int().min(1);
const account = z.string().optional();
const metadata = z.record(z.string(), z.string()).default({});
/** A product by id or name (its default price), or a price by id. */
const what = { product: z.string().optional(), price: z.string().optional(), quantity: count.default(1) };

export const linkInput = z.object({ ...what, account });

export const buyInput = z.object({
  provider: z.literal("stripe"),
  how: z.enum(ways).default("checkout"),
  ...what,
  items: z.array(z.object(what)).min(1).optional(),
  email: z.string().nullish(),
  name: z.string().nullish(),
  metadata,
  declined: z.boolean().default(false),
  delayed: z.boolean().default(false),
  trial_days: count.optional(),
  missing_payment_method: z.enum(["cancel", "create_invoice", "pause"]).optional(),
  customer: z.string().optional(),
  payment_link: z.string().optional(),
  create_customer: z.boolean().default(false),
  create_invoice: z.boolean().default(false),
  out_of_band: z.boolean().default(false),
  account,
});

export const planInput = z.object({
  ...what,
  quantity: count.optional(),
  from: z.string().optional(),
  at: z.enum(["immediately", "next_billing_date"]).default("immediately"),
});

export const refundInput = z.object({
  amount: count.optional(),
  reason: z.string().optional(),
  pending: z.boolean().default(false),
});

/** The words of the first provider's control call keep their meaning here. */
export const disputeInput = z.object({
  outcome: z
    .enum([...disputeSteps, "challenged", "accepted"])
    .default("opened")
    .transform((outcome) =>
      outcome === "challenged" ? "under_review" : outcome === "accepted" ? "lost" : outcome,
    ),
  amount: count.optional(),
});

export const customerInput = z.object({ email: z.string().nullish(), name: z.string().nullish() });

const priceInput = z.object({
  unit_amount: z.number().int().min(0).nullable(),
  currency: z.string().length(3).default("usd"),
  interval: z.enum(["day", "week", "month", "year"]).nullish(),
  interval_count: count.optional(),
  nickname: z.string().nullish(),
  lookup_key: z.string().nullish(),
});
export const productInput = z.object({
  name: z.string().min(1),
  description: z.string().optional(),
  prices: z.array(priceInput).default([]),
  account,
});
export const newPriceInput = priceInput.extend({ product: z.string(), account });
export const productPatch = z.object({
  active: z.boolean().optional(),
  name: z.string().optional(),
  default_price: z.string().optional(),
});

export const accountInput = z.object({
  provider: z.literal("stripe"),
  name: z.string().min(1),
  id: z.string().optional(),
  livemode: z.boolean().default(false),
  api_version: z.string().optional(),
});
export const keyInput = z.object({ rights: z.array(z.enum(rights)).nullable().default(null), account });
export const keyPatch = z.object({
  key: z.string(),
  state: z.enum(["usable", "expired", "revoked"]).optional(),
  rights: z.array(z.enum(rights)).nullable().optional(),
});
export const endpointInput = z.object({
  url: z.url(),
  enabled_events: z.array(z.string()).min(1).default(["*"]),
  api_version: z.string().nullish(),
  thin: z.boolean().default(false),
  account,
});
export const endpointPatch = z.object({
  api_version: z.string().nullish(),
  thin: z.boolean().optional(),
  disabled: z.boolean().optional(),
  /** Starts a roll: the old secret and a new one both sign; false ends it. */
  roll: z.boolean().optional(),
});
export const settingsInput = z.object({
  provider: z.literal("stripe"),
  hold: z.boolean().optional(),
  lose: z.boolean().optional(),
  /** Moves the account's clock ahead. */
  advance_seconds: z.number().int().min(0).optional(),
  portal: z.boolean().optional(),
  api_version: z.string().optional(),
  account,
});
export const resendInput = z.object({
  event_id: z.string().optional(),
  shuffle: z.boolean().optional(),
  duplicate: z.number().int().min(1).max(100).optional(),
  delay_ms: z.number().min(0).optional(),
  wait: z.boolean().default(false),
  account,
});
