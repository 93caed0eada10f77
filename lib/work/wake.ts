import { sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";

export const wakeChannel = "gatehouse_work";

type WorkTable = "inbox_events" | "accesses" | "emails" | "deliveries";

/**
 * Tells idle workers, when this transaction commits, that rows became due: of one table, so that only those who
 * work on it look, or of any. A lost wake-up costs one poll.
 */
export async function wakeWorkers(tx: Tx, table: WorkTable | "" = ""): Promise<void> {
  await tx.execute(sql`select pg_notify(${wakeChannel}, ${table})`);
}

const betweenWakesMs = 10;
const waking = new Map<WorkTable, { again: boolean }>();

/**
 * The same after a commit, for what comes in by the thousand: a transaction that notifies waits for every other
 * that does, so many wake-ups become one. Nobody waits for it.
 */
export function wakeWorkersSoon(table: WorkTable): void {
  const under = waking.get(table);
  if (under) under.again = true;
  else void wakeUntilQuiet(table);
}

async function wakeUntilQuiet(table: WorkTable): Promise<void> {
  const state = { again: true };
  waking.set(table, state);
  while (state.again) {
    state.again = false;
    await wakeWorkers(db(), table).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, betweenWakesMs));
  }
  waking.delete(table);
}
