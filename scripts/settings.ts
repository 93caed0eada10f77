import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { discordNames, isLoopback, readEnv, SettingsError } from "../lib/env";
import { sandboxCredentials } from "../sandbox/credentials";
import { readOrMakeSecrets } from "./secrets";

export type Settings = {
  /**
   * demo: no Discord is configured, so the sandbox stands in for every outside service.
   * trial: a real Discord application on one's own machine; the sandbox stands in for mail and payments.
   */
  mode: "demo" | "trial" | "real";
  dataDir: string;
  port: number;
  /** The address that the web server listens on. */
  host: string;
  appUrl: string;
  sandboxPort: number;
  sandboxUrl: string;
  /** Absent: the embedded Postgres of the data folder. */
  databaseUrl: string | undefined;
  /** As the owner of the tables, where that is another role than the application's. */
  migrationUrl: string | undefined;
  postgresPassword: string;
  /** For child processes; without DATABASE_URL if the database is embedded. */
  env: Record<string, string>;
};

type Given = Record<string, string | undefined>;

const mailNames = ["RESEND_API_KEY", "RESEND_BASE_URL", "EMAIL_FROM"] as const;

/** Reads `.env` and the environment (which wins). Exits with a message if a setting is missing or wrong. */
export function settings(envFile = true): Settings {
  if (envFile && existsSync(".env")) process.loadEnvFile(".env");
  try {
    return resolveSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(`Gatehouse can't start. Fix these settings (see .env.example):\n${error.message}`);
    process.exit(78);
  }
}

export function resolveSettings(source: Given): Settings {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== "")) as Given;
  const mode = modeOf(given);
  const dataDir = dataDirOf(given, mode);
  const sandbox = { port: portOf(given, "SANDBOX_PORT", 4000), timeScale: timeScaleOf(given) };
  const sandboxUrl = `http://localhost:${sandbox.port}`;
  const secrets = readOrMakeSecrets(dataDir);
  const all: Given = {
    ...given,
    DEMO_MODE: undefined,
    // Only for the migrations: what a running process doesn't know, nobody can take from it.
    DATABASE_MIGRATION_URL: undefined,
    ...(mode !== "real" && sandboxSettings(given, sandboxUrl, secrets)),
    ...(mode === "demo" && demoSettings(given, sandboxUrl, sandbox.timeScale)),
    ...(mode === "trial" && { SANDBOX_DISCORD: "off" }),
    DATA_DIR: dataDir,
  };
  const checked = readEnv({ ...all, DATABASE_URL: given.DATABASE_URL ?? "postgres://embedded" });
  const authSecret = all.AUTH_SECRET ?? "";
  return {
    mode,
    dataDir,
    port: checked.PORT,
    host: hostOf(given, mode),
    appUrl: checked.APP_URL,
    sandboxPort: sandbox.port,
    sandboxUrl,
    databaseUrl: given.DATABASE_URL,
    migrationUrl: given.DATABASE_MIGRATION_URL ?? given.DATABASE_SESSION_URL,
    postgresPassword: secrets.postgresPassword,
    env: defined({
      ...all,
      PORT: String(checked.PORT),
      APP_URL: checked.APP_URL,
      NEXTAUTH_URL: checked.APP_URL,
      NEXTAUTH_SECRET: authSecret,
      // By default each build makes its own, and pages loaded before a restart could no longer call actions.
      NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: derivedKey(authSecret, "server actions"),
      NEXT_TELEMETRY_DISABLED: "1",
    }),
  };
}

function modeOf(given: Given): Settings["mode"] {
  const discord = discordNames.filter((name) => given[name] !== undefined);
  if (discord.length === 0) return demoAllowed(given);
  if (given.DEMO === "1")
    throw new SettingsError(
      `DEMO is 1 beside ${discord.join(", ")}: a demo has no real Discord. Leave one out`,
    );
  const mails = mailNames.some((name) => given[name] !== undefined);
  return !mails && isLoopback(given.APP_URL ?? "http://localhost") ? "trial" : "real";
}

/** A demo signs anybody in with one click, so lost settings must not turn a real installation into one. */
function demoAllowed(given: Given): "demo" {
  const real = given.DATABASE_URL
    ? "DATABASE_URL is set"
    : given.APP_URL?.startsWith("https:")
      ? "APP_URL begins with https://"
      : null;
  if (!real || given.DEMO === "1") return "demo";
  throw new SettingsError(
    `${real}, but ${discordNames.join(", ")} are missing. Set them, or DEMO=1 if this is to be a demo`,
  );
}

/** A trial has its own data: a demo's servers and members don't exist on the real Discord. */
function dataDirOf(given: Given, mode: Settings["mode"]): string {
  const dataDir = resolve(given.DATA_DIR ?? ".data");
  return mode === "trial" ? join(dataDir, "trial") : dataDir;
}

/** With the sandbox, anybody who reaches it can read all mail, so by default only this machine does. */
function hostOf(given: Given, mode: Settings["mode"]): string {
  const host = given.HOST ?? (mode === "real" ? "0.0.0.0" : "127.0.0.1");
  if (mode === "trial" && !["127.0.0.1", "localhost", "::1"].includes(host))
    throw new SettingsError(
      `HOST is ${host}, but a trial (real Discord, no mail settings) is only for this machine: leave HOST out, or set RESEND_API_KEY and EMAIL_FROM`,
    );
  return host;
}

type Secrets = ReturnType<typeof readOrMakeSecrets>;

/** The sandbox stands in for mail and payments, and this machine makes its own secrets. */
function sandboxSettings(given: Given, sandboxUrl: string, kept: Secrets) {
  return {
    SANDBOX_URL: sandboxUrl,
    RESEND_API_KEY: sandboxCredentials.resend.apiKey,
    RESEND_BASE_URL: sandboxUrl,
    EMAIL_FROM: given.EMAIL_FROM ?? "Gatehouse <hello@gatehouse.test>",
    DODO_PAYMENTS_BASE_URL: given.DODO_PAYMENTS_BASE_URL ?? `${sandboxUrl}/dodo`,
    OUTSIDE_HOSTS: [given.OUTSIDE_HOSTS, "localhost,127.0.0.1,[::1]"].filter(Boolean).join(","),
    WEBHOOK_PRIVATE_HOSTS: given.WEBHOOK_PRIVATE_HOSTS ?? "localhost,127.0.0.1",
    AUTH_SECRET: given.AUTH_SECRET ?? kept.authSecret,
    ENCRYPTION_KEYS: given.ENCRYPTION_KEYS ?? kept.encryptionKeys,
  };
}

/** In demo mode Discord always goes to the sandbox too, so a demo never contacts anybody outside. */
function demoSettings(given: Given, sandboxUrl: string, timeScale: number) {
  const { discord } = sandboxCredentials;
  return {
    DEMO_MODE: "1",
    DISCORD_CLIENT_ID: discord.clientId,
    DISCORD_CLIENT_SECRET: discord.clientSecret,
    DISCORD_BOT_TOKEN: discord.botToken,
    DISCORD_PUBLIC_KEY: discord.publicKey,
    DISCORD_API_URL: `${sandboxUrl}/api/v10`,
    DISCORD_AUTHORIZE_URL: `${sandboxUrl}/oauth2/authorize`,
    DISCORD_CALLS_PER_SECOND:
      given.DISCORD_CALLS_PER_SECOND ?? String(Math.min(10_000, Math.round(50 * timeScale))),
  };
}

function portOf(given: Given, name: string, usual: number): number {
  const port = Number(given[name] ?? usual);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new SettingsError(`${name} is not valid: must be a port number, 1 to 65535`);
}

function timeScaleOf(given: Given): number {
  const scale = Number(given.SANDBOX_TIME_SCALE ?? 1);
  if (scale > 0 && scale <= 10_000) return scale;
  throw new SettingsError("SANDBOX_TIME_SCALE is not valid: must be a number above 0, at most 10000");
}

function derivedKey(secret: string, purpose: string): string {
  return createHash("sha256").update(`${purpose}\0${secret}`).digest("base64");
}

function defined(values: Given): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
