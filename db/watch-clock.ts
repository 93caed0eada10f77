import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { databaseNow, isClockDue, secondsAhead } from "@/lib/clock";
import { log } from "@/lib/log";
import { isDatabaseAway } from "./away";
import { db, measureClock } from "./client";
import { processClocks } from "./schema";

type ProcessKind = (typeof processClocks.$inferSelect)["process"];

/** From here on a clock counts as off. Nothing depends on it, but logs and other programs on the machine may. */
export const clockOffSeconds = 5;

/** The time on the database's clock for a request that reads nothing before it; measured first if it has to be. */
export async function freshDatabaseNow(): Promise<Date> {
  if (isClockDue()) await measureClock();
  return databaseNow();
}

/** Measures at once, every minute, and within a second after a jump or a pause; lets the health know. */
export function watchClock(process: ProcessKind): { stop(): void } {
  const stopped = new AbortController();
  const id = randomUUID();
  const watch = async () => {
    while (!stopped.signal.aborted) {
      await reportClock(id, process).catch((error) => {
        // Others report that the database is away.
        if (!isDatabaseAway(error)) log.warn({ error }, "the clock could not be measured");
      });
      let seconds = 0;
      do await sleep(1_000, undefined, { ref: false });
      while (++seconds < 60 && !isClockDue());
    }
  };
  void watch();
  return { stop: () => stopped.abort() };
}

/** `id` tells this process from others of its kind. */
export async function reportClock(id: string, process: ProcessKind): Promise<void> {
  await measureClock();
  const ahead = secondsAhead();
  if (Math.abs(ahead) > clockOffSeconds)
    log.warn({ secondsAhead: ahead }, "this machine's clock differs from the database's; set both by NTP");
  const measured = { secondsAhead: ahead, measuredAt: sql`now()` };
  await db()
    .insert(processClocks)
    .values({ id, process, ...measured })
    .onConflictDoUpdate({ target: processClocks.id, set: measured });
}
