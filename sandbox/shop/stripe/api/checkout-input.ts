import { z } from "zod";
import { anything, bool, expand, int, metadata } from "./form";
import { refuse } from "./refuse";

const text = z.string().optional();

/** The parameters of `checkout.sessions.create` that the sandbox knows; Stripe has more, and refuses the rest too. */
export const checkoutInput = z.strictObject({
  mode: z.enum(["payment", "subscription"]),
  line_items: z
    .array(
      z.strictObject({
        price: z.string(),
        quantity: int.refine((quantity) => quantity > 0, "This value must be greater than or equal to 1."),
        adjustable_quantity: anything.optional(),
      }),
    )
    .min(1)
    .max(100),
  success_url: z.url({ error: "Not a valid URL" }),
  cancel_url: z.url({ error: "Not a valid URL" }).optional(),
  customer: text,
  customer_email: z.email({ error: "Invalid email address" }).optional(),
  customer_creation: z.enum(["always", "if_required"]).optional(),
  client_reference_id: z.string().max(200).optional(),
  metadata: metadata.optional(),
  payment_intent_data: z
    .strictObject({
      metadata: metadata.optional(),
      description: text,
      receipt_email: text,
      setup_future_usage: text,
    })
    .optional(),
  subscription_data: z
    .strictObject({
      metadata: metadata.optional(),
      description: text,
      trial_period_days: int.optional(),
      trial_settings: z
        .strictObject({
          end_behavior: z.strictObject({
            missing_payment_method: z.enum(["cancel", "create_invoice", "pause"]),
          }),
        })
        .optional(),
    })
    .optional(),
  allow_promotion_codes: bool.optional(),
  automatic_tax: z.strictObject({ enabled: bool }).optional(),
  billing_address_collection: z.enum(["auto", "required"]).optional(),
  discounts: z.array(z.strictObject({ coupon: text, promotion_code: text })).optional(),
  expires_at: int.optional(),
  locale: text,
  payment_method_collection: z.enum(["always", "if_required"]).optional(),
  expand,
});

export type CheckoutInput = z.infer<typeof checkoutInput>;

const minute = 60;

export function refuseContradictions(given: CheckoutInput, now: number): void {
  const { mode, expires_at } = given;
  if (given.customer && given.customer_email)
    refuse("You may only specify one of these parameters: customer, customer_email.", { param: "customer" });
  if (given.customer && given.customer_creation)
    refuse("You may only specify one of these parameters: customer, customer_creation.", {
      param: "customer",
    });
  if (given.allow_promotion_codes && given.discounts)
    refuse("You may only specify one of these parameters: allow_promotion_codes, discounts.");
  if (mode === "subscription" && given.payment_intent_data)
    refuse("You can not pass `payment_intent_data` in `subscription` mode.", {
      param: "payment_intent_data",
    });
  if (mode === "subscription" && given.customer_creation)
    refuse("`customer_creation` can only be used in `payment` mode.", { param: "customer_creation" });
  if (mode === "payment" && given.subscription_data)
    refuse("You can not pass `subscription_data` in `payment` mode.", { param: "subscription_data" });
  if (expires_at && (expires_at < now + 30 * minute || expires_at > now + 24 * 60 * minute)) {
    refuse(
      "The `expires_at` timestamp must be less than 24 hours and at least 30 minutes from Checkout Session creation.",
      { param: "expires_at" },
    );
  }
}
