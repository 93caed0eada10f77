/** The connection was lost in the middle: a statement may or may not have been carried out. */
const lost = /^(CONNECTION_(LOST|CLOSED|ENDED|DESTROYED)|E(CONNRESET|PIPE)|57P0[1-4])$/;
/** Further codes of the driver, the network and Postgres for a database that can't be reached right now. */
const away =
  /^(DATABASE_AWAY|CONNECT_TIMEOUT|E(CONNREFUSED|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND)|EAI_AGAIN|08...|53300)$/;

/** Whether an error or its cause means that the database is away, so trying again later helps. */
export function isDatabaseAway(error: unknown): boolean {
  return hasCode(error, (code) => lost.test(code) || away.test(code));
}

/** Whether the connection was lost, so that another one may do. */
export function isConnectionLost(error: unknown): boolean {
  return hasCode(error, (code) => lost.test(code));
}

function hasCode(error: unknown, fits: (code: string) => boolean): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (typeof code === "string" && fits(code)) || hasCode(error.cause, fits);
}

// Next bundles this module several times into one process; all copies share the time.
const shared = globalThis as typeof globalThis & { gatehouseDatabaseAwayAt?: number };
const latelyMs = 5_000;

/** A connection was lost, or none was to be had. */
export function noteAway(): void {
  shared.gatehouseDatabaseAwayAt = performance.now();
}

export function wasAwayLately(): boolean {
  return performance.now() - (shared.gatehouseDatabaseAwayAt ?? -latelyMs) < latelyMs;
}
