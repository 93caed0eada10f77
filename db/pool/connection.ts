import { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import postgres from "postgres";
import { askTime, isClockDue, noteDatabaseTime } from "@/lib/clock";
import { noteAway } from "../away";
import type { ConnectionUrl } from "../connection-url";

/** What a statement is sent through. */
export type Driver = postgres.Sql;
/** Parsers and serializers of the driver by type, as drizzle wants them. */
export type TypeHandlers = Pick<postgres.ParsedOptions, "parsers" | "serializers">;

export type ConnectionSettings = {
  url: ConnectionUrl;
  name: string;
  /** False behind a pooler in transaction mode: no session settings and no prepared statements. */
  session: boolean;
  types?: TypeHandlers;
  onNotification?: (payload: string) => void;
};

/** No connection could be opened, or became free in time. Nothing was sent. */
export class DatabaseAway extends Error {
  readonly code: string = "DATABASE_AWAY";
}

/** The connection is gone. What was sent may or may not have been carried out. */
class ConnectionLost extends DatabaseAway {
  override readonly code = "CONNECTION_LOST";
}

/** A process of the server; pids alone are used again. */
export type Backend = { pid: number; startedAt: string };

/** The server ends a statement after this long. */
const statementSeconds = 30;
/** And this is how long an answer may take before the connection counts as dead. */
const answerMs = (statementSeconds + 5) * 1_000;
const openMs = 2_000;

/**
 * One connection, opened once. The driver's own reconnecting is not used: after a cut, it sends statements of an
 * unfinished transaction to a closed socket, throws outside any promise and never settles them
 * (`nextWrite` in postgres/src/connection.js 3.4.9), or sends them through the next connection. Here a cut ends the
 * connection for good and rejects everything that waits for it.
 */
export class Connection {
  /** The server's process. Behind a pooler it changes, so it isn't known there. */
  backend: Backend | undefined;
  readonly openedAt = performance.now();
  heardAt = performance.now();
  lost: Error | undefined;
  /** We gave the connection up; the server may not know, and may still hold its locks. */
  abandoned = false;
  private readonly waiting = new Set<{ reject: (error: Error) => void; since: number }>();
  private readonly lostListeners = new Set<(error: Error) => void>();
  private readonly timer: NodeJS.Timeout;
  private socket: Socket | undefined;
  private readonly driver: Driver;

  /** Tries all hosts in turn. */
  static async open(settings: ConnectionSettings): Promise<Connection> {
    let failure: unknown;
    for (const host of settings.url.hosts) {
      const connection = new Connection(settings, host);
      try {
        await connection.greet(settings.session);
        return connection;
      } catch (error) {
        failure = error;
        connection.abandon("the connection could not be opened", error);
      }
    }
    // An answer of Postgres (a wrong password, no such database) says more than we can.
    if (failure instanceof postgres.PostgresError || failure instanceof DatabaseAway) throw failure;
    throw new DatabaseAway("the database can't be reached", { cause: failure });
  }

  private constructor(settings: ConnectionSettings, { host, port }: ConnectionUrl["hosts"][number]) {
    const { url, name, types, onNotification } = settings;
    const options = {
      host,
      port,
      user: url.user,
      password: url.password,
      database: url.database,
      ssl: url.ssl,
      ...(url.targetSession && { target_session_attrs: url.targetSession }),
      connection: { application_name: name, ...url.parameters },
      prepare: settings.session,
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      connect_timeout: openMs / 1_000,
      keep_alive: 10,
      onnotice: () => {},
      onnotify: (_: string, payload: string) => onNotification?.(payload),
      onclose: () => this.end(new ConnectionLost("the database closed the connection")),
      socket: () => this.openSocket(host, port),
    };
    this.driver = postgres(options as postgres.Options<Record<string, postgres.PostgresType>>);
    Object.assign(this.driver.options.parsers, types?.parsers);
    Object.assign(this.driver.options.serializers, types?.serializers);
    this.timer = setInterval(() => {
      if (this.isSilent(answerMs)) this.abandon(`no answer within ${answerMs} ms`);
    }, 1_000).unref();
  }

  /** Sends a statement and waits for its answer. Always settles: a lost connection rejects it. */
  run<T>(send: (driver: Driver) => PromiseLike<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.lost) return reject(this.lost);
      const entry = { reject, since: performance.now() };
      this.waiting.add(entry);
      const settle = () => {
        this.waiting.delete(entry);
        this.heardAt = performance.now();
      };
      // Inside an async function, so that a driver that throws at once leaves nothing behind in `waiting`.
      (async () => send(this.driver))().then(
        (result) => {
          settle();
          resolve(result);
        },
        (error) => {
          settle();
          reject(error);
        },
      );
    });
  }

  /** Compares this process's clock with the database's. */
  async measureClock(): Promise<void> {
    const question = askTime();
    const [row] = await this.run((driver) =>
      driver.unsafe<{ ms: number }[]>("select extract(epoch from clock_timestamp())::float8 * 1000 as ms"),
    );
    if (row) noteDatabaseTime(question, row.ms);
  }

  /** Whether nothing has been heard for this long although an answer is expected. */
  isSilent(ms: number): boolean {
    const [first] = this.waiting;
    if (!first) return false;
    return performance.now() - Math.max(first.since, this.heardAt) > ms;
  }

  onLost(listener: (error: Error) => void): void {
    if (this.lost) listener(this.lost);
    else this.lostListeners.add(listener);
  }

  /** Gives up a connection that doesn't answer. */
  abandon(why: string, cause?: unknown): void {
    this.abandoned = true;
    this.end(new ConnectionLost(why, { cause }));
  }

  private end(error: Error): void {
    if (this.lost) return;
    this.lost = error;
    if (this.waiting.size > 0) noteAway();
    clearInterval(this.timer);
    this.socket?.destroy();
    for (const { reject } of this.waiting) reject(error);
    this.waiting.clear();
    for (const listener of this.lostListeners) listener(error);
  }

  /** Lets the server know, and waits for what is running. */
  async close(): Promise<void> {
    if (this.lost) return;
    await this.driver.end({ timeout: 2 });
    this.end(new ConnectionLost("the connection was closed here"));
  }

  private async greet(session: boolean): Promise<void> {
    const late = setTimeout(() => this.abandon(`the database did not let us in within ${openMs} ms`), openMs);
    try {
      if (session) {
        const [row] = await this.run((driver) => driver.unsafe<Backend[]>(sessionSettings));
        this.backend = row && { pid: row.pid, startedAt: row.startedAt };
      } else await this.run((driver) => driver.unsafe("select 1"));
      // Before anything is read, so that no process judges a deadline by its own clock.
      if (isClockDue()) await this.measureClock();
    } finally {
      clearTimeout(late);
    }
  }

  /**
   * The driver asks again when a connection ends during its start. It gets no second socket, and no error either: it
   * would reject a statement of its own that nobody awaits, and so end the process.
   */
  private async openSocket(host: string, port: number): Promise<Socket> {
    if (this.socket || this.lost) {
      this.end(new DatabaseAway("the database closed the connection during its start"));
      return new Promise(() => {});
    }
    // The driver names the host to TLS by this property.
    const socket = Object.assign(new Socket(), { host });
    this.socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.once("close", () =>
        reject(new DatabaseAway("the connection was closed while it was being opened")),
      );
      const onConnect = () => {
        socket.removeAllListeners();
        resolve();
      };
      if (host.startsWith("/")) socket.connect(`${host}/.s.PGSQL.${port}`, onConnect);
      else socket.connect(port, host, onConnect);
    });
    return socket;
  }
}

/**
 * The timeouts free a row or a lock that a dead client holds: the server notices within half a minute, not after
 * two hours (the default of TCP).
 */
const sessionSettings = `select pg_backend_pid() as pid,
  (select backend_start::text from pg_stat_activity where pid = pg_backend_pid()) as "startedAt",
  set_config('statement_timeout', '${statementSeconds}s', false),
  set_config('idle_in_transaction_session_timeout', '60s', false),
  set_config('tcp_keepalives_idle', '10', false),
  set_config('tcp_keepalives_interval', '5', false),
  set_config('tcp_keepalives_count', '3', false)`;
