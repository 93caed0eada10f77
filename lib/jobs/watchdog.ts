import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { lockDb } from "@/db/client";
import { log } from "@/lib/log";

/*
 * What a process cannot get out of by itself: an event loop that stands still, and a connection to the database
 * whose other end is gone without a word. It holds its locks meanwhile, so it ends, and another goes on.
 */
type Watch = { stop(): void };

const stallMs = 10_000;
const silenceMs = 10_000;
const lookEveryMs = 5_000;

export function watchForStalls(end: (why: string) => void): Watch {
  let last = Date.now();
  const timer = setInterval(() => {
    const late = Date.now() - last - 1_000;
    last = Date.now();
    if (late > stallMs) end(`the event loop stood still for ${late} ms`);
  }, 1_000);
  return { stop: () => clearInterval(timer) };
}

/**
 * A database that refuses is waited for, however long it takes to come back; one that answered a moment ago and
 * does not answer at all any more is behind a dead connection.
 */
export function watchForSilence(
  end: (why: string) => void,
  { everyMs = lookEveryMs, patienceMs = silenceMs, ask = askDatabase } = {},
): Watch {
  let stopped = false;
  let last = "answer";
  const look = async () => {
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
  look().catch((error) => log.error({ error }, "the watch over the database ended"));
  return {
    stop() {
      stopped = true;
    },
  };
}

async function askDatabase(): Promise<void> {
  await lockDb().execute(sql`select 1`);
}
