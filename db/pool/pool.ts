import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { isDatabaseAway, noteAway } from "../away";
import { type Backend, type Connection, DatabaseAway } from "./connection";
import { endAbandoned, findForgotten } from "./lost-backends";

export type PoolOptions = {
  size: number;
  /** One connection for all, used at the same time: for session locks. */
  shared: boolean;
  open(): Promise<Connection>;
};

type Waiter = { resolve(connection: Connection): void; reject(error: Error): void; timer: NodeJS.Timeout };

/** How long a caller waits for a connection. While the database is known to be away, nobody waits that long. */
const waitMs = 4_000;
const waitWhileAwayMs = 1_000;
const idleMs = 60_000;
const lifetimeMs = 30 * 60_000;
const reopenMs = { first: 50, longest: 1_000 };
/** From here on a statement is checked on: is it slow, or is nobody there? */
const silentMs = 1_000;
const checkEveryMs = 500;

/**
 * Connections to one database. Lost ones are replaced at once. A watchdog checks on statements without an answer: if
 * the database says nothing at all, every connection is closed, so that nobody waits for a dead socket.
 */
export class Pool {
  /** Whether statements of several callers mix on one connection, so that none may open a transaction. */
  readonly shared: boolean;
  private readonly all = new Set<Connection>();
  private readonly idle: Connection[] = [];
  private readonly waiters = new Set<Waiter>();
  private readonly trimmer: NodeJS.Timeout;
  private readonly watchdog: NodeJS.Timeout;
  private idleSince = new Map<Connection, number>();
  private abandoned: Backend[] = [];
  private opening = 0;
  /** How many connections there should be: as many as were in use at the same time lately. */
  private wanted = 0;
  private pause = 0;
  private retrying = false;
  private checking = false;
  private closed = false;
  private awaySince: number | undefined;
  private lastFailure: unknown;

  constructor(private readonly options: PoolOptions) {
    this.shared = options.shared;
    this.trimmer = setInterval(() => this.trim(), idleMs / 4).unref();
    this.watchdog = setInterval(() => void this.check(), checkEveryMs).unref();
  }

  /** Rejects with `DatabaseAway` when no connection is free in time. Give it back with `release`. */
  take(): Promise<Connection> {
    if (this.closed) return Promise.reject(new DatabaseAway("the pool is closed"));
    const free = this.shared ? [...this.all][0] : this.idle.pop();
    if (free) return Promise.resolve(free);
    if (this.awaySince !== undefined && performance.now() - this.awaySince > waitWhileAwayMs)
      return Promise.reject(this.awayError());
    return new Promise((resolve, reject) => {
      const patience = this.awaySince === undefined ? waitMs : waitWhileAwayMs;
      const waiter: Waiter = {
        resolve,
        reject,
        timer: setTimeout(() => {
          this.waiters.delete(waiter);
          reject(this.awayError());
        }, patience),
      };
      this.waiters.add(waiter);
      this.wanted = Math.min(
        this.options.size,
        Math.max(this.wanted, this.all.size - this.idle.length + this.waiters.size),
      );
      this.fill();
    });
  }

  release(connection: Connection): void {
    if (this.shared || connection.lost) return;
    if (this.closed || performance.now() - connection.openedAt > lifetimeMs) {
      void connection.close();
      return;
    }
    this.offer(connection);
  }

  /** Runs one statement, or several, on a connection of its own. */
  async use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.take();
    try {
      return await work(connection);
    } finally {
      this.release(connection);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.trimmer);
    clearInterval(this.watchdog);
    this.rejectWaiters(new DatabaseAway("the pool is closed"));
    await Promise.all([...this.all].map((connection) => connection.close()));
  }

  /** Opens what is missing. One connection at a time while the database is away. */
  private fill(): void {
    const most = this.lastFailure === undefined ? this.wanted : Math.min(this.wanted, this.all.size + 1);
    while (!this.closed && !this.retrying && this.all.size + this.opening < most) {
      this.opening += 1;
      void this.openOne();
    }
  }

  private async openOne(): Promise<void> {
    try {
      const connection = await this.options.open();
      this.opening -= 1;
      this.lastFailure = undefined;
      this.awaySince = undefined;
      this.pause = 0;
      this.add(connection);
      await this.endAbandoned(connection);
    } catch (error) {
      this.opening -= 1;
      this.lastFailure = error;
      if (this.all.size === 0) this.awaySince ??= performance.now();
      // Waiting doesn't help against a wrong password.
      if (!isDatabaseAway(error)) this.rejectWaiters(error as Error);
      await this.waitToRetry();
    }
    this.fill();
  }

  private async endAbandoned(connection: Connection): Promise<void> {
    const abandoned = this.abandoned;
    this.abandoned = [];
    if (abandoned.length === 0) return;
    await endAbandoned(connection, abandoned).catch(() => this.abandoned.push(...abandoned));
  }

  private async waitToRetry(): Promise<void> {
    if (this.retrying) return;
    this.retrying = true;
    this.pause = Math.min(reopenMs.longest, this.pause * 2 || reopenMs.first);
    await sleep(this.pause, undefined, { ref: this.waiters.size > 0 });
    this.retrying = false;
  }

  private add(connection: Connection): void {
    if (this.closed) {
      void connection.close();
      return;
    }
    this.all.add(connection);
    connection.onLost(() => this.remove(connection));
    if (connection.lost) return;
    if (this.shared) for (const waiter of this.waiters) this.give(waiter, connection);
    else this.offer(connection);
  }

  private offer(connection: Connection): void {
    const [waiter] = this.waiters;
    if (waiter) {
      this.give(waiter, connection);
    } else {
      this.idle.push(connection);
      this.idleSince.set(connection, performance.now());
    }
  }

  private give(waiter: Waiter, connection: Connection): void {
    clearTimeout(waiter.timer);
    this.waiters.delete(waiter);
    waiter.resolve(connection);
  }

  private remove(connection: Connection): void {
    this.all.delete(connection);
    this.idleSince.delete(connection);
    if (connection.abandoned && connection.backend) this.abandoned.push(connection.backend);
    const place = this.idle.indexOf(connection);
    if (place !== -1) this.idle.splice(place, 1);
    this.fill();
  }

  /** Closes what nobody needed for a while. A connection that holds locks stays. */
  private trim(): void {
    if (this.shared) return;
    const before = performance.now() - idleMs;
    for (const connection of this.idle.filter((one) => (this.idleSince.get(one) ?? 0) < before)) {
      this.wanted = Math.max(0, this.wanted - 1);
      void connection.close();
    }
  }

  private async check(): Promise<void> {
    const silent = [...this.all].filter((connection) => connection.isSilent(silentMs));
    if (silent.length === 0 || this.checking) return;
    this.checking = true;
    const startedAt = performance.now();
    try {
      for (const connection of await findForgotten(silent, this.options.open))
        connection.abandon("the statement or its answer was lost");
    } catch (error) {
      const heard = [...this.all].some(({ heardAt }) => heardAt > startedAt);
      if (!heard && error instanceof DatabaseAway) this.abandonAll(error);
    } finally {
      this.checking = false;
    }
  }

  /** The database neither answers nor lets anybody in. */
  private abandonAll(failure: Error): void {
    this.lastFailure = failure;
    this.awaySince = performance.now() - waitWhileAwayMs;
    this.rejectWaiters(this.awayError());
    for (const connection of [...this.all]) connection.abandon("the database doesn't answer", failure);
  }

  private rejectWaiters(error: Error): void {
    for (const waiter of this.waiters) {
      clearTimeout(waiter.timer);
      waiter.reject(error);
    }
    this.waiters.clear();
  }

  private awayError(): Error {
    noteAway();
    const why = this.lastFailure === undefined ? "no connection became free" : "the database is away";
    return new DatabaseAway(why, { cause: this.lastFailure });
  }
}
