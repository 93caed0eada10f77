import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";

export const wakeChannel = "gatehouse_work";

type WorkTable = "inbox_events" | "accesses" | "emails" | "deliveries";

/**
 * Tells idle workers, when this transaction commits, that rows became due: of one table, so that only those who
 * work on it look, or of any. A lost wake-up costs one poll.
 */
export async function wakeWorkers(tx: Tx, table: WorkTable | "" = ""): Promise<void> {
  await tx.execute(sql`select pg_notify(${wakeChannel}, ${table})`);
}
