import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { checkouts, type purchases } from "@/db/schema";
import type { Facts } from "./fold-facts";

/** Records which purchase came from a checkout on one of our buy pages: the payment names it in its metadata. */
export async function tieCheckout(
  tx: Tx,
  purchase: Pick<typeof purchases.$inferSelect, "id" | "businessId">,
  { subscription, payment }: Facts,
): Promise<void> {
  const checkoutId = (subscription ?? payment)?.details?.metadata.gatehouse_checkout;
  if (typeof checkoutId !== "string") return;
  await tx
    .update(checkouts)
    .set({ purchaseId: purchase.id })
    .where(
      and(
        eq(checkouts.id, checkoutId),
        eq(checkouts.businessId, purchase.businessId),
        isNull(checkouts.purchaseId),
      ),
    );
}
