/** Codes of the driver, the network and Postgres for a database that can't be reached right now. */
const away =
  /^(CONNECT_TIMEOUT|CONNECTION_(CLOSED|ENDED|DESTROYED)|E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND)|EAI_AGAIN|08...|53300|57P0[1-4])$/;

/** Whether an error or its cause means that the database is away, so trying again later helps. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (typeof code === "string" && away.test(code)) || isDatabaseAway(error.cause);
}
