import { readFileSync } from "node:fs";
import type { ConnectionOptions as TlsOptions } from "node:tls";
import type postgres from "postgres";

type Host = { host: string; port: number };
type Ssl = false | "prefer" | "require" | TlsOptions;

/** What a connection string says, in the driver's terms. */
export type ConnectionUrl = {
  /** More than one: tried in order until one answers. */
  hosts: Host[];
  user: string | undefined;
  password: string | undefined;
  database: string | undefined;
  ssl: Ssl;
  /** Sent to the server when the connection starts. */
  parameters: Record<string, string>;
  targetSession: (typeof sessionKinds)[number] | undefined;
  /** The string itself says that a pooler stands in front of the server, as Prisma's strings do. */
  pooled: boolean;
};

/** The only parameters of a connection string that are sent to the server. */
const forServer = ["application_name", "options", "search_path"];
const sessionKinds = ["read-write", "read-only", "primary", "standby", "prefer-standby"] as const;

/**
 * Reads a Postgres connection string as libpq does, except that without `sslmode` TLS is not asked for. Strings made for libpq or Prisma carry parameters that the
 * driver would send to the server as settings, and the server would refuse (`channel_binding`, `schema`). Everything
 * not read here is left out.
 */
export function readConnectionUrl(text: string): ConnectionUrl {
  const [, user, password, hostList = "", path = "", query = ""] = shape.exec(text) ?? [];
  const parameters = new URLSearchParams(query);
  const given = (name: string) => parameters.get(name) || undefined;
  const plain = (part: string | undefined) => (part ? decodeURIComponent(part) : undefined);
  return {
    hosts: readHosts(plain(hostList) || given("host") || "localhost", given("port") ?? "5432"),
    user: plain(user) ?? given("user"),
    password: plain(password) ?? given("password"),
    database: plain(path) ?? given("dbname"),
    ssl: readSsl(given),
    parameters: Object.fromEntries(
      forServer.flatMap((name) => {
        const value = given(name);
        return value ? [[name, value]] : [];
      }),
    ),
    targetSession: sessionKinds.find((kind) => kind === given("target_session_attrs")),
    pooled: given("pgbouncer") === "true",
  };
}

/** `postgres://user:password@host:port,host:port/database?parameters`. `new URL` accepts only one host. */
const shape = /^postgres(?:ql)?:\/\/(?:([^:@/?]*)(?::([^@/?]*))?@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s;

function readHosts(list: string, ports: string): Host[] {
  const further = ports.split(",");
  return list.split(",").map((entry, place) => {
    const [, host = entry, port] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
    return { host: host.replace(/^\[|\]$/g, ""), port: Number(port ?? further[place] ?? further[0]) };
  });
}

function readSsl(given: (name: string) => string | undefined): Ssl {
  const authority = given("sslrootcert");
  const mode = given("sslmode") ?? given("ssl") ?? (authority === "system" ? "verify-full" : "disable");
  if (mode === "disable" || mode === "false") return false;
  const [cert, key] = [given("sslcert"), given("sslkey")];
  const files: TlsOptions = {
    ...(cert && { cert: readFileSync(cert) }),
    ...(key && { key: readFileSync(key) }),
    ...(authority && authority !== "system" && { ca: readFileSync(authority) }),
  };
  // As in libpq, a root certificate turns `require` into `verify-ca`.
  if (mode === "verify-ca" || (mode === "require" && files.ca))
    return { ...files, checkServerIdentity: () => undefined };
  if (mode === "verify-full" || mode === "true") return files;
  if (mode === "require") return cert ? { ...files, rejectUnauthorized: false } : "require";
  return "prefer";
}

/** Options for a plain client of the driver, for scripts and migrations. */
export function driverOptions(text: string): postgres.Options<Record<string, postgres.PostgresType>> {
  const url = readConnectionUrl(text);
  const [first] = url.hosts;
  const options = {
    host: url.hosts.map(({ host }) => host),
    port: url.hosts.map(({ port }) => port),
    ...(first?.host.startsWith("/") && { path: `${first.host}/.s.PGSQL.${first.port}` }),
    user: url.user,
    password: url.password,
    database: url.database,
    ssl: url.ssl,
    connection: url.parameters,
    ...(url.targetSession && { target_session_attrs: url.targetSession }),
    connect_timeout: 10,
    onnotice: () => {},
  };
  // Its types allow lists of hosts only by half.
  return options as unknown as ReturnType<typeof driverOptions>;
}
