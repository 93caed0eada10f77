import { sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";

export const wakeChannel = "gatehouse_work";

type WorkTable =
  | "inbox_events"
  | "accesses"
  | "emails"
  | "deliveries"
  | "discord_accounts"
  | "discord_outage";

/**
 * Notifies idle workers, when this transaction commits, that rows became due in one table or (by default) in any.
 * A lost wake-up costs one poll.
 */
export async function wakeWorkers(tx: Tx, table: WorkTable | "" = ""): Promise<void> {
  await tx.execute(sql`select pg_notify(${wakeChannel}, ${table})`);
}

const betweenWakesMs = 10;
const waking = new Map<WorkTable, { again: boolean }>();

/**
 * The same after a commit, for rows that arrive by the thousand. Transactions that notify wait for each other, so
 * many wake-ups are merged into one. Callers don't wait for it.
 */
export function wakeWorkersSoon(table: WorkTable): void {
  const current = waking.get(table);
  if (current) current.again = true;
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
