import { setTimeout as sleep } from "node:timers/promises";
import { getTableName, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { isDatabaseAway } from "@/db/away";
import { db, listen } from "@/db/client";
import { columnName } from "@/db/column-name";
import { type HeldLock, lockRows, type RowLock, withRowLock } from "@/db/lock";
import { RetryLater, sentenceOf } from "@/lib/errors";
import { log } from "@/lib/log";
import { wakeChannel } from "@/lib/work/wake";
import type { Job } from "./catalog";
import { firstLook, nextLook } from "./look";

const pollMs = 1_000;
const fruitlessPauseMs = 20;
/** Waits this long after a row ends, so that several that end together cause one query for more. */
const gatherMs = 4;
const triesBeforeParking = 10;

/** Processes due rows of every kind until `stop`. Any number of processes can do so at the same time. */
export function startRunner(catalog: Record<string, Job>) {
  const loops = Object.entries(catalog).map(([name, job]) => new JobLoop(name, job));
  const wake = (table = "") => {
    for (const line of loops) if (table === "" || line.worksOn(table)) line.wake();
  };
  const listening = listen(wakeChannel, wake, () => wake());
  for (const line of loops) line.start();
  return {
    /** Starts nothing new; resolves when everything that is running has ended. */
    async stop() {
      await Promise.all(loops.map((line) => line.stop()));
      await listening.stop();
    },
    running: () => loops.reduce((sum, line) => sum + line.running.size, 0),
  };
}

/** Runs one kind of job in this process. */
class JobLoop {
  readonly running = new Map<string, Promise<void>>();
  private look = firstLook;
  private stopped = false;
  private woken = false;
  private nap: (() => void) | undefined;
  private loop: Promise<void> | undefined;

  constructor(
    private readonly name: string,
    private readonly job: Job,
  ) {}

  start() {
    this.loop = this.takeUntilStopped();
  }

  worksOn(table: string): boolean {
    return getTableName(this.job.table) === table;
  }

  wake() {
    this.woken = true;
    this.nap?.();
  }

  async stop() {
    this.stopped = true;
    this.nap?.();
    await this.loop;
    await Promise.all(this.running.values());
  }

  private async takeUntilStopped() {
    while (!this.stopped) {
      this.woken = false;
      const lookedAt = performance.now();
      const found = await this.take().catch((error) => {
        log.warn({ error, job: this.name }, "could not look for work");
        return 0;
      });
      if (this.stopped) return;
      if (!this.woken) await this.rest();
      // Several wake-ups in a row cause one query, and looking never takes more than half of the time.
      else await sleep(Math.max(found === 0 ? fruitlessPauseMs : gatherMs, performance.now() - lookedAt));
    }
  }

  /** Waits for a wake-up, a free slot, or the next poll, whichever comes first. */
  private async rest() {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollMs * (0.75 + Math.random() / 2));
      this.nap = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.nap = undefined;
  }

  /** Locks and starts as many due rows as there are free slots; returns how many. */
  private async take(): Promise<number> {
    const free = this.job.atOnce() - this.running.size;
    if (free <= 0) return 0;
    const wanted = Math.min(free, this.job.perLook ?? free);
    const locks = await lockRows(lockNameOf(this.job), (limit) => this.job.due(limit, this.look), wanted);
    this.look = nextLook(
      this.look,
      locks.map(({ row }) => row),
    );
    for (const lock of locks) {
      const done = runLocked(this.name, this.job, lock)
        .catch((error) => log.error({ error, job: this.name, id: lock.id }, "the runner itself failed"))
        .then(() => {
          this.running.delete(lock.id);
          this.wake();
        });
      this.running.set(lock.id, done);
    }
    return locks.length;
  }
}

/** A table's second job has its own locks, so both jobs can work on one row at the same time. */
function lockNameOf({ table, dueAt }: Job): string {
  const column = columnName(dueAt);
  return column === "due_at" ? getTableName(table) : `${getTableName(table)}.${column}`;
}

async function runLocked(name: string, job: Job, lock: RowLock): Promise<void> {
  try {
    await runRow(name, job, lock.id, lock);
  } finally {
    await lock.release();
  }
}

/** Runs the verb for one row that the caller has locked; false when the row is no longer due. */
async function runRow(name: string, job: Job, id: string, lock: HeldLock): Promise<boolean> {
  if (!(await stillDue(job, id))) return false;
  try {
    await job.run(id, lock);
  } catch (error) {
    await reschedule(name, job, id, error);
  }
  return true;
}

function isRow(job: Job, id: string): SQL {
  const values = id.split(":");
  return sql.join(
    job.key.map((column, place) => sql`${column} = ${values[place] ?? ""}`),
    sql` and `,
  );
}

const isDue = ({ dueAt }: Job) => sql`${dueAt} <= clock_timestamp()`;
/** The left side of `set` can't be qualified with the table's name. */
const columnOf = (column: PgColumn) => sql.identifier(columnName(column));

async function stillDue(job: Job, id: string): Promise<boolean> {
  const rows = await db().execute(sql`select 1 from ${job.table} where ${isRow(job, id)} and ${isDue(job)}`);
  return rows.length > 0;
}

/**
 * Retries `RetryLater` when it says, a lost connection or a clash within a second, and bugs with growing pauses. After
 * ten tries a row is parked with an alarm.
 */
async function reschedule(name: string, job: Job, id: string, error: unknown): Promise<void> {
  const { table, dueAt, attempts } = job;
  if (error instanceof RetryLater || isClash(error) || isDatabaseAway(error)) {
    const seconds = error instanceof RetryLater ? error.seconds : Math.random();
    log.info({ job: name, id, seconds, reason: error instanceof Error ? error.message : "" }, "later");
    // Verbs that know better have set the row's next time themselves.
    await db().execute(sql`
      update ${table} set ${columnOf(dueAt)} = clock_timestamp() + make_interval(secs => ${seconds})
      where ${isRow(job, id)} and ${isDue(job)}`);
    return;
  }
  const rows = await db().execute<{ tries: number }>(sql`
    update ${table} set ${columnOf(attempts)} = ${attempts} + 1,
      ${columnOf(dueAt)} = clock_timestamp() + make_interval(secs => least(3600, power(2, ${attempts})) * (0.75 + random() / 2))
    where ${isRow(job, id)} returning ${attempts} as tries`);
  const tries = rows[0]?.tries ?? 0;
  log.error(
    { error, job: name, id, tries },
    tries >= triesBeforeParking ? "parked after ten failures" : "failed",
  );
  if (tries >= triesBeforeParking) await job.park(isRow(job, id), sentenceOf(error));
}

/** Two transactions in each other's way (deadlock, serialization), or a grant that has just changed. */
function isClash(error: unknown): boolean {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return false;
  return cause.code === "40P01" || cause.code === "40001" || cause.code === "conflict";
}

/**
 * Runs all due work in this process until none is left, for tests and scripts that need to know when it is done.
 * Rows that ask for a later time (`RetryLater`) are left for later.
 */
export async function drain(catalog: Record<string, Job>): Promise<void> {
  for (let worked = true; worked; ) {
    worked = false;
    for (const [name, job] of Object.entries(catalog)) {
      for (const { id } of await db().execute<{ id: string }>(job.due(50, firstLook))) {
        const row = await withRowLock(lockNameOf(job), id, (lock) => runRow(name, job, id, lock));
        worked ||= !row.busy && row.result;
      }
    }
  }
}
