import type { Tx } from "@/db/client";
import { causeView } from "./fix-steps";
import { listCauses } from "./list-causes";
import { listPaymentCauses } from "./payment-causes";

export async function readAttention(tx: Tx, businessId: string) {
  return {
    causes: (await listCauses(tx, businessId)).map(causeView),
    payments: await listPaymentCauses(tx, businessId),
  };
}

export type AttentionData = Awaited<ReturnType<typeof readAttention>>;
