import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";

export const wakeChannel = "gatehouse_work";

/** Tells idle workers, when this transaction commits, that rows became due. A lost wake-up costs one poll. */
export async function wakeWorkers(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_notify(${wakeChannel}, '')`);
}
