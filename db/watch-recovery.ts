import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { db, lockDb, openConnection } from "./client";

type Watch = { stop(): void };
type Ask = () => Promise<unknown>;

const checkEveryMs = 5_000;
const answerMs = 6_000;
/** This many checks in a row must fail. */
const strikesToEnd = 3;

/**
 * Ends a process that can't reach a database that others can: its connections are replaced when they die, so if they
 * still don't answer, only a new process helps. A database that is away is waited for, however long that takes.
 */
export function watchRecovery(
  end: (why: string) => void,
  { everyMs = checkEveryMs, patienceMs = answerMs, ours = askOurs, fresh = askFresh } = {},
): Watch {
  const stopped = new AbortController();
  let strikes = 0;
  const watch = async () => {
    while (!stopped.signal.aborted) {
      await sleep(everyMs, undefined, { ref: false });
      const stuck = !(await answers(ours, patienceMs)) && (await answers(fresh, patienceMs));
      strikes = stuck ? strikes + 1 : 0;
      if (strikes < strikesToEnd || stopped.signal.aborted) continue;
      end("the database answers others, but not this process");
      return;
    }
  };
  void watch();
  return { stop: () => stopped.abort() };
}

function answers(ask: Ask, patienceMs: number): Promise<boolean> {
  const answer = ask().then(
    () => true,
    () => false,
  );
  return Promise.race([answer, sleep(patienceMs, false, { ref: false })]);
}

async function askOurs(): Promise<void> {
  await Promise.all([db().execute(sql`select 1`), lockDb().execute(sql`select 1`)]);
}

async function askFresh(): Promise<void> {
  const connection = await openConnection("main");
  await connection.close();
}
