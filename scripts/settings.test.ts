import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readEnv, SettingsError } from "../lib/env";
import { sandboxCredentials } from "../sandbox/credentials";
import { settingNames } from "./setting-names";
import { resolveSettings } from "./settings";
import { describeTrial } from "./stack/describe-trial";

const places = mkdtempSync(join(tmpdir(), "gatehouse-settings-"));
afterAll(() => rmSync(places, { recursive: true }));
const dataDir = () => mkdtempSync(join(places, "data-"));

const real = {
  DISCORD_CLIENT_ID: "123456789012345678",
  DISCORD_CLIENT_SECRET: "secret",
  DISCORD_BOT_TOKEN: "token",
  DISCORD_PUBLIC_KEY: "ab".repeat(32),
  RESEND_API_KEY: "re_123",
  EMAIL_FROM: "Shop <shop@example.com>",
  AUTH_SECRET: randomBytes(32).toString("base64"),
  ENCRYPTION_KEYS: `one:${randomBytes(32).toString("base64")}`,
  DATABASE_URL: "postgres://db.example.com/gatehouse",
  APP_URL: "https://access.example.com",
};

test("without any Discord setting it is a demo against the sandbox, on this machine only", () => {
  const { mode, host, env, databaseUrl } = resolveSettings({ DATA_DIR: dataDir(), SANDBOX_PORT: "4100" });
  expect({ mode, host, databaseUrl }).toEqual({ mode: "demo", host: "127.0.0.1", databaseUrl: undefined });
  expect(env).toMatchObject({
    DEMO_MODE: "1",
    DISCORD_CLIENT_ID: sandboxCredentials.discord.clientId,
    DISCORD_API_URL: "http://localhost:4100/api/v10",
    RESEND_BASE_URL: "http://localhost:4100",
    DODO_PAYMENTS_BASE_URL: "http://localhost:4100/dodo",
    NEXTAUTH_URL: "http://localhost:3000",
  });
});

test("a demo keeps the secrets it generated, readable by its owner only", () => {
  const DATA_DIR = dataDir();
  const first = resolveSettings({ DATA_DIR });
  const second = resolveSettings({ DATA_DIR });
  expect(second.env.AUTH_SECRET).toBe(first.env.AUTH_SECRET);
  expect(second.env.ENCRYPTION_KEYS).toBe(first.env.ENCRYPTION_KEYS);
  expect(statSync(join(DATA_DIR, "secrets.json")).mode & 0o777).toBe(0o600);
  expect(resolveSettings({ DATA_DIR: dataDir() }).env.AUTH_SECRET).not.toBe(first.env.AUTH_SECRET);
});

test("a demo never mails or calls anybody outside, whatever keys are in the environment", () => {
  const { env } = resolveSettings({
    DATA_DIR: dataDir(),
    RESEND_API_KEY: "re_real",
    DISCORD_API_URL: "https://discord.com",
  });
  expect(env.RESEND_API_KEY).toBe(sandboxCredentials.resend.apiKey);
  expect(env.DISCORD_API_URL).toBe("http://localhost:4000/api/v10");
});

const discord = {
  DISCORD_CLIENT_ID: real.DISCORD_CLIENT_ID,
  DISCORD_CLIENT_SECRET: real.DISCORD_CLIENT_SECRET,
  DISCORD_BOT_TOKEN: real.DISCORD_BOT_TOKEN,
  DISCORD_PUBLIC_KEY: real.DISCORD_PUBLIC_KEY,
};
const mail = { RESEND_API_KEY: real.RESEND_API_KEY, EMAIL_FROM: real.EMAIL_FROM };
const secrets = { AUTH_SECRET: real.AUTH_SECRET, ENCRYPTION_KEYS: real.ENCRYPTION_KEYS };
const modeOf = (settings: Record<string, string>) =>
  resolveSettings({ ...settings, DATA_DIR: dataDir() }).mode;

describe("which settings make which mode", () => {
  test.each([
    ["nothing", {}, "demo"],
    ["mail settings alone", mail, "demo"],
    ["a localhost address alone", { APP_URL: "http://localhost:3000" }, "demo"],
    ["DEMO beside a database", { DEMO: "1", DATABASE_URL: real.DATABASE_URL }, "demo"],
    ["DEMO at an https address", { DEMO: "1", APP_URL: real.APP_URL }, "demo"],
    ["Discord alone", discord, "trial"],
    ["Discord, with blank mail settings", { ...discord, RESEND_API_KEY: "", EMAIL_FROM: "" }, "trial"],
    ["Discord on localhost", { ...discord, APP_URL: "http://localhost:8080" }, "trial"],
    ["Discord on 127.0.0.1", { ...discord, APP_URL: "http://127.0.0.1:3000" }, "trial"],
    ["Discord on ::1", { ...discord, APP_URL: "http://[::1]:3000" }, "trial"],
    ["Discord and mail on localhost", { ...discord, ...mail, ...secrets }, "real"],
    ["everything, at an https address", real, "real"],
  ])("%s", (_, settings, mode) => expect(modeOf(settings)).toBe(mode));

  test.each([
    ["Discord at an https address", { ...discord, APP_URL: "https://access.example.com" }],
    ["Discord at https on localhost", { ...discord, APP_URL: "https://localhost:3000" }],
    ["Discord in a local network", { ...discord, APP_URL: "http://192.168.1.20:3000" }],
    ["Discord and a sender", { ...discord, EMAIL_FROM: mail.EMAIL_FROM }],
  ])("%s, without mail: what is missing is named", (_, settings) => {
    expect(() => modeOf(settings)).toThrow("RESEND_API_KEY is missing");
  });

  test("for half of Discord on localhost only the other half is named", () => {
    const { DISCORD_BOT_TOKEN: _, ...half } = discord;
    expect(() => modeOf(half)).toThrow(/^DISCORD_BOT_TOKEN is missing\nDiscord is half configured: .*$/);
  });
});

describe("lost settings never turn a real installation into a demo", () => {
  test.each([
    ["a database", { DATABASE_URL: real.DATABASE_URL }, "DATABASE_URL is set"],
    ["an https address", { APP_URL: real.APP_URL }, "APP_URL begins with https://"],
  ])("beside %s a demo must be asked for by name", (_, settings, why) => {
    expect(() => modeOf(settings)).toThrow(why);
    expect(() => modeOf({ ...settings, DEMO: "0" })).toThrow(
      "DISCORD_BOT_TOKEN, DISCORD_PUBLIC_KEY are missing",
    );
  });

  test("a demo is refused beside real Discord settings, on localhost too", () => {
    expect(() => modeOf({ ...real, DEMO: "1" })).toThrow("DEMO is 1 beside DISCORD_CLIENT_ID");
    expect(() => modeOf({ ...discord, DEMO: "1" })).toThrow("a demo has no real Discord");
  });

  test("nobody gets one-click sign-in by the internal setting", () => {
    expect(resolveSettings({ ...real, DEMO_MODE: "1", DATA_DIR: dataDir() }).env.DEMO_MODE).toBeUndefined();
  });
});

describe("what a real installation refuses", () => {
  test.each([
    [{ AUTH_SECRET: "x".repeat(40) }, "AUTH_SECRET is wrong: must be random"],
    [{ AUTH_SECRET: "short-but-random" }, "AUTH_SECRET is wrong: must hold at least 32"],
    [{ ENCRYPTION_KEYS: `one:${Buffer.alloc(32).toString("base64")}` }, "each key must be random"],
    [
      { ENCRYPTION_KEYS: `${real.ENCRYPTION_KEYS},old:${Buffer.alloc(32, "ab").toString("base64")}` },
      "each key must be random",
    ],
    [{ DISCORD_API_URL: "http://discord.example/api" }, "DISCORD_API_URL is wrong: must begin with https://"],
    [{ RESEND_BASE_URL: "http://10.0.0.5:8025" }, "RESEND_BASE_URL is wrong: must begin with https://"],
    [{ DODO_PAYMENTS_BASE_URL: "http://pay.example" }, "DODO_PAYMENTS_BASE_URL is wrong"],
    [{ TRUSTED_PROXIES: "yes" }, "TRUSTED_PROXIES is wrong"],
    [{ METRICS_TOKEN: "1234" }, "METRICS_TOKEN is wrong: must hold at least 16"],
  ])("%o", (wrong, message) => {
    expect(() => resolveSettings({ ...real, ...wrong, DATA_DIR: dataDir() })).toThrow(message);
  });

  test("an upstream on this very machine may be http", () => {
    const relay = { ...real, RESEND_BASE_URL: "http://127.0.0.1:8025", DATA_DIR: dataDir() };
    expect(resolveSettings(relay).mode).toBe("real");
  });
});

describe("a trial", () => {
  const trial = (settings: Record<string, string> = {}) =>
    resolveSettings({ ...discord, SANDBOX_PORT: "4100", DATA_DIR: dataDir(), ...settings });

  test("talks to the real Discord, and to the sandbox for mail and payments", () => {
    const { env } = trial();
    expect(env).toMatchObject({
      ...discord,
      SANDBOX_DISCORD: "off",
      SANDBOX_URL: "http://localhost:4100",
      RESEND_API_KEY: sandboxCredentials.resend.apiKey,
      RESEND_BASE_URL: "http://localhost:4100",
      DODO_PAYMENTS_BASE_URL: "http://localhost:4100/dodo",
      OUTSIDE_HOSTS: "localhost,127.0.0.1,[::1]",
      WEBHOOK_PRIVATE_HOSTS: "localhost,127.0.0.1",
    });
    expect(readEnv({ ...env, DATABASE_URL: "postgres://embedded" })).toMatchObject({
      DISCORD_API_URL: "https://discord.com/api/v10",
      DISCORD_AUTHORIZE_URL: "https://discord.com/oauth2/authorize",
      DISCORD_CALLS_PER_SECOND: 50,
    });
  });

  test("signs nobody in with one click", () => expect(trial().env.DEMO_MODE).toBeUndefined());

  test("takes another address for Discord when one is given", () => {
    const api = "http://localhost:4200/api/v10";
    expect(trial({ DISCORD_API_URL: api }).env.DISCORD_API_URL).toBe(api);
  });

  test("makes its secrets once, and keeps its data apart from the demo's", () => {
    const DATA_DIR = dataDir();
    const [first, second] = [trial({ DATA_DIR }), trial({ DATA_DIR })];
    expect(first.dataDir).toBe(join(DATA_DIR, "trial"));
    expect(second.env.ENCRYPTION_KEYS).toBe(first.env.ENCRYPTION_KEYS);
    expect(resolveSettings({ DATA_DIR }).env.ENCRYPTION_KEYS).not.toBe(first.env.ENCRYPTION_KEYS);
  });

  test("listens on this machine only", () => {
    expect(trial().host).toBe("127.0.0.1");
    expect(() => trial({ HOST: "0.0.0.0" })).toThrow("HOST is 0.0.0.0, but a trial");
  });

  test("says which parts are real, what to register at Discord, and the next step", () => {
    const words = describeTrial(trial({ PORT: "3100" }));
    expect(words).toContain(`Discord    real: application ${discord.DISCORD_CLIENT_ID}`);
    expect(words).toContain("http://localhost:3100/discord/installed\n");
    expect(words).toContain("http://localhost:3100/discord/authorized\n");
    expect(words).toContain("merchant@demo.test");
    expect(words).toContain("http://localhost:4100/inbox");
  });
});

test("incomplete Discord settings are refused, with the missing ones named", () => {
  const { DISCORD_BOT_TOKEN: _, ...half } = real;
  const attempt = () => resolveSettings({ ...half, DATA_DIR: dataDir() });
  expect(attempt).toThrow(SettingsError);
  expect(attempt).toThrow("DISCORD_BOT_TOKEN is missing");
  expect(attempt).toThrow("Discord is half configured");
});

test("a real installation gets no generated secrets", () => {
  const { AUTH_SECRET: _, ...without } = real;
  expect(() => resolveSettings({ ...without, DATA_DIR: dataDir() })).toThrow("AUTH_SECRET is missing");
});

test("a real installation talks to the real services and listens on all addresses", () => {
  const { mode, host, env } = resolveSettings({ ...real, DATA_DIR: dataDir() });
  expect({ mode, host }).toEqual({ mode: "real", host: "0.0.0.0" });
  expect(env.DEMO_MODE).toBeUndefined();
  expect(env.DISCORD_API_URL).toBeUndefined();
  expect(env.NEXTAUTH_SECRET).toBe(real.AUTH_SECRET);
});

test.each([
  [{ PORT: "http" }, "PORT"],
  [{ SANDBOX_PORT: "70000" }, "SANDBOX_PORT"],
  [{ SANDBOX_TIME_SCALE: "fast" }, "SANDBOX_TIME_SCALE"],
  [{ APP_URL: "localhost" }, "APP_URL"],
])("a wrong setting is named: %o", (wrong, name) => {
  expect(() => resolveSettings({ ...wrong, DATA_DIR: dataDir() })).toThrow(name);
});

test(".env.example explains every setting that a person can give, and no other", () => {
  const explained = [...readFileSync(".env.example", "utf8").matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(
    ([, name]) => name,
  );
  const internal = [
    "DEMO_MODE",
    "NEXTAUTH_SECRET",
    "NEXTAUTH_URL",
    "NEXT_DIST_DIR",
    "SANDBOX_DISCORD",
    "SANDBOX_STATE_FILE",
    "SANDBOX_URL",
  ];
  const known = [...settingNames].filter(
    (name) => !internal.includes(name) && name !== "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY",
  );
  expect(explained.sort()).toEqual(known.sort());
});
