import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { lockDb } from "@/db/client";
import { log } from "@/lib/log";

/*
 * A process can't recover by itself from a blocked event loop or from a database connection that is silently dead.
 * It would keep its locks, so it exits and another process continues.
 */
type Watch = { stop(): void };

const stallMs = 10_000;
const silenceMs = 10_000;
const checkEveryMs = 5_000;

export function watchForStalls(end: (why: string) => void): Watch {
  let last = Date.now();
  const timer = setInterval(() => {
    const late = Date.now() - last - 1_000;
    last = Date.now();
    if (late > stallMs) end(`the event loop was blocked for ${late} ms`);
  }, 1_000);
  return { stop: () => clearInterval(timer) };
}

/**
 * Waits for a database that refuses connections, however long that takes. A database that answered a moment ago
 * and now doesn't answer at all is behind a dead connection.
 */
export function watchForSilence(
  end: (why: string) => void,
  { everyMs = checkEveryMs, patienceMs = silenceMs, ask = askDatabase } = {},
): Watch {
  let stopped = false;
  let last = "answer";
  const check = async () => {
    while (!stopped) {
      await sleep(everyMs, undefined, { ref: false });
      const answer = ask().then(
        () => "answer",
        () => "refusal",
      );
      const first = await Promise.race([answer, sleep(patienceMs, "silence", { ref: false })]);
      if (first === "silence" && last === "answer" && !stopped)
        end(`the database did not answer within ${patienceMs} ms`);
      last = first;
    }
  };
  check().catch((error) => log.error({ error }, "watching the database failed"));
  return {
    stop() {
      stopped = true;
    },
  };
}

async function askDatabase(): Promise<void> {
  await lockDb().execute(sql`select 1`);
}
