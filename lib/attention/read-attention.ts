import type { Tx } from "@/db/client";
import { causeView } from "./fix-steps";
import { listCauses, listParkedEvents } from "./list-causes";

export async function readAttention(tx: Tx, businessId: string) {
  return {
    causes: (await listCauses(tx, businessId)).map(causeView),
    parked: await listParkedEvents(tx, businessId),
  };
}

export type AttentionData = Awaited<ReturnType<typeof readAttention>>;
