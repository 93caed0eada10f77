import { shopId } from "../accounts";

/** Stripe says that ids are opaque; these have the prefix and about the length of real ones. */
export function stripeId(prefix: string): string {
  return `${prefix}_${shopId("x").slice(2)}`;
}
