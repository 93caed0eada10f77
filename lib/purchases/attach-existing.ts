import { and, eq, gt } from "drizzle-orm";
import { purchases, type RunInputs } from "@/db/schema";
import { purchaseHolds } from "@/lib/products/products";
import { stepThrough } from "@/lib/work/step-through";
import { giveAttached } from "./follow-purchase";

const size = 100;

function holdsIt({ productId, priceIds }: RunInputs["attach_existing"]) {
  return purchaseHolds(productId, priceIds ? { only: priceIds } : null);
}

/** One step of giving a newly attached entitlement to the customers who have the product already. */
export function stepAttaching(runId: string): Promise<void> {
  return stepThrough(runId, ["attach_existing"], {
    size,
    next: (tx, run, after) =>
      tx
        .select()
        .from(purchases)
        .where(and(holdsIt(run.input), eq(purchases.live, true), gt(purchases.id, after)))
        .orderBy(purchases.id)
        .limit(size)
        // Otherwise one that ends in the meantime would get a grant that nothing ends.
        .for("update"),
    each: (tx, run, purchase) => giveAttached(tx, purchase, run.input),
  });
}
