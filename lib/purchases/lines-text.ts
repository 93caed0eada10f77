import type { SubscriptionSeen } from "@/db/schema";

/** The lines in one text, to compare: the database does not keep the order of an object's fields. */
export function linesText({ lines }: SubscriptionSeen): string {
  return lines.map(({ productId, priceId, quantity }) => [productId, priceId, quantity].join()).join(";");
}
