import { listCauses, listParkedEvents } from "@/lib/attention";
import { causeView } from "./fix-steps";

type Tx = Parameters<typeof listCauses>[0];

export async function readAttention(tx: Tx, businessId: string) {
  return {
    causes: (await listCauses(tx, businessId)).map(causeView),
    parked: await listParkedEvents(tx, businessId),
  };
}

export type AttentionData = Awaited<ReturnType<typeof readAttention>>;
