import type { Tx } from "@/db/client";
import { affectedPeople, type CauseKey } from "./affected-people";
import { causeView } from "./fix-steps";
import { type Cause, listCauses } from "./list-causes";
import { listPaymentCauses } from "./payment-causes";

export async function readAttention(tx: Tx, businessId: string) {
  return {
    causes: await readCauses(tx, businessId),
    payments: await listPaymentCauses(tx, businessId),
  };
}

const peopleShown = 5;

async function readCauses(tx: Tx, businessId: string) {
  const views = [];
  for (const cause of await listCauses(tx, businessId)) {
    const key = keyOf(cause);
    const people = await affectedPeople(tx, businessId, key, peopleShown);
    views.push({ ...causeView(cause), ...key, people });
  }
  return views;
}

function keyOf({ code, guild, entitlement }: Cause): CauseKey {
  return { code, guildId: guild?.id ?? null, entitlementId: entitlement?.id ?? null };
}

export type CauseData = Awaited<ReturnType<typeof readCauses>>[number];
export type AttentionData = Awaited<ReturnType<typeof readAttention>>;
