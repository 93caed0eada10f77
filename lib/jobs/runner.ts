import { setTimeout as sleep } from "node:timers/promises";
import { getTableName, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { db, rawSql } from "@/db/client";
import { columnName } from "@/db/column-name";
import { type HeldLock, lockRows, type RowLock, withRowLock } from "@/db/lock";
import { RetryLater } from "@/lib/errors";
import { log } from "@/lib/log";
import { wakeChannel } from "@/lib/work/wake";
import type { Job } from "./catalog";

const pollMs = 1_000;
const fruitlessPauseMs = 20;
/** Rows that end shortly after one another are followed by one look for more. */
const gatherMs = 4;
const triesBeforeParking = 10;

/** Takes due rows of every kind and runs their verbs until `stop`. Any number of processes may do the same. */
export function startRunner(catalog: Record<string, Job>) {
  const lines = Object.entries(catalog).map(([name, job]) => new Line(name, job));
  const wake = (table = "") => {
    for (const line of lines) if (table === "" || line.worksOn(table)) line.wake();
  };
  const listening = rawSql().listen(wakeChannel, wake, () => wake());
  listening.catch((error) => log.error({ error }, "listening for work failed; polling goes on"));
  for (const line of lines) line.start();
  return {
    /** Takes nothing new, and resolves when what runs has ended. */
    async stop() {
      await Promise.all(lines.map((line) => line.stop()));
      await listening.then(({ unlisten }) => unlisten()).catch(() => {});
    },
    running: () => lines.reduce((sum, line) => sum + line.running.size, 0),
  };
}

/** One kind of work in this process. */
class Line {
  readonly running = new Map<string, Promise<void>>();
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
      const found = await this.take().catch((error) => {
        log.warn({ error, job: this.name }, "could not look for work");
        return 0;
      });
      if (this.stopped) return;
      if (!this.woken) await this.rest();
      // Many wake-ups in a row are one reason to look.
      else await sleep(found === 0 ? fruitlessPauseMs : gatherMs);
    }
  }

  /** Until a wake-up, a free place, or the next poll: whichever comes first. */
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

  /** Takes what is due and held by nobody, as far as there are free places; answers how many. */
  private async take(): Promise<number> {
    const free = this.job.atOnce() - this.running.size;
    if (free <= 0) return 0;
    const locks = await lockRows(lockNameOf(this.job), this.job.due, free);
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

/** The second job of a table has locks of its own: both may work on one row at once. */
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

/** Runs the verb for one row, which the caller has locked; false when it is not due any more. */
async function runRow(name: string, job: Job, id: string, lock: HeldLock): Promise<boolean> {
  if (!(await stillDue(job, id))) return false;
  try {
    await job.run(id, lock);
  } catch (error) {
    await comeBack(name, job, id, error);
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
/** The left side of `set` takes no table's name. */
const columnOf = (column: PgColumn) => sql.identifier(columnName(column));

async function stillDue(job: Job, id: string): Promise<boolean> {
  const rows = await db().execute(sql`select 1 from ${job.table} where ${isRow(job, id)} and ${isDue(job)}`);
  return rows.length > 0;
}

/** Nobody's fault: later. A bug: later too, ever slower, and set aside after ten times with an alarm. */
async function comeBack(name: string, job: Job, id: string, error: unknown): Promise<void> {
  const { table, dueAt, attempts } = job;
  if (error instanceof RetryLater || isClash(error)) {
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
  if (tries >= triesBeforeParking) await job.park(isRow(job, id));
}

/** Two transactions in each other's way (deadlock, serialization), or a grant that has just moved: try again. */
function isClash(error: unknown): boolean {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return false;
  return cause.code === "40P01" || cause.code === "40001" || cause.code === "conflict";
}

/**
 * Runs everything that is due until nothing is, in this process: for tests and scripts that must know when the
 * work is done. Rows that put themselves off (`RetryLater`) are left for later.
 */
export async function drain(catalog: Record<string, Job>): Promise<void> {
  for (let worked = true; worked; ) {
    worked = false;
    for (const [name, job] of Object.entries(catalog)) {
      for (const { id } of await db().execute<{ id: string }>(job.due(50))) {
        const row = await withRowLock(lockNameOf(job), id, (lock) => runRow(name, job, id, lock));
        worked ||= !row.busy && row.result;
      }
    }
  }
}
