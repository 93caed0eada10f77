import type Stripe from "stripe";

type Flat<Value> = Value extends Stripe.Decimal
  ? string
  : Value extends { id: string; object: string }
    ? never
    : Value;

/** A Stripe object as the account keeps it: another object is its id, a decimal is text, `Embedded` is joined later. */
export type Kept<Shape, Embedded extends keyof Shape = never> = {
  [Name in keyof Shape as Name extends Embedded ? never : Name]: Flat<Shape[Name]>;
};

/** The id of something that Stripe's types let be an object too. */
export function idOf(value: string | { id: string } | null | undefined): string | null {
  if (!value) return null;
  return typeof value === "string" ? value : value.id;
}
