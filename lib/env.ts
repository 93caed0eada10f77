import { z } from "zod";

export const discordNames = [
  "DISCORD_CLIENT_ID",
  "DISCORD_CLIENT_SECRET",
  "DISCORD_BOT_TOKEN",
  "DISCORD_PUBLIC_KEY",
] as const;

const url = z.url({ protocol: /^https?$/, hostname: /.*/ }).transform((value) => value.replace(/\/+$/, ""));
/** A service that gets our secrets. */
const upstream = url.refine(
  (value) => value.startsWith("https:") || isLoopback(value),
  "must begin with https://",
);
/** `host` or `host:port`, separated by commas. */
const hostList = z
  .string()
  .default("")
  .transform((list) =>
    list
      .split(",")
      .map((host) => host.trim().toLowerCase())
      .filter(Boolean),
  );
const wholeNumber = (from: number, to: number) => z.coerce.number().int().min(from).max(to);
const mailbox = String.raw`[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\.]+(?:\.[^\s@<>(),;:"[\]\\.]+)+`;
const sender = new RegExp(String.raw`^\s*(?:${mailbox}|[^<>@\r\n]+<${mailbox}>)\s*$`);
const databaseUrl = z.string().regex(/^postgres(ql)?:\/\//, "must begin with postgres:// or postgresql://");
const keyRing = z
  .string()
  .regex(/^[\w-]+:[A-Za-z0-9+/=]+(,[\w-]+:[A-Za-z0-9+/=]+)*$/, "must be id:base64key[,id:base64key…]")
  .transform((list) =>
    list.split(",").map((entry) => {
      const colon = entry.indexOf(":");
      return { id: entry.slice(0, colon), key: Buffer.from(entry.slice(colon + 1), "base64") };
    }),
  )
  .refine((ring) => ring.every(({ key }) => key.length === 32), "each key must be 32 bytes in base64")
  .refine(
    (ring) => ring.every(({ key }) => looksRandom(key)),
    "each key must be random: openssl rand -base64 32",
  );

/** Zeros, or one word repeated, are no secret. */
function looksRandom(secret: Iterable<string | number>): boolean {
  return new Set(secret).size >= 10;
}

const schema = z
  .object({
    PORT: wholeNumber(1, 65535).default(3000),
    APP_URL: url.optional(),
    DATABASE_URL: databaseUrl,
    DATABASE_SESSION_URL: databaseUrl.optional(),
    DATA_DIR: z.string().default(".data"),
    AUTH_SECRET: z
      .string()
      .min(32, "must hold at least 32 characters")
      .refine(looksRandom, "must be random: openssl rand -base64 48"),
    ENCRYPTION_KEYS: keyRing,
    DISCORD_CLIENT_ID: z.string().regex(/^\d{17,20}$/, "must be the application id, 17 to 20 digits"),
    DISCORD_CLIENT_SECRET: z.string().min(1),
    DISCORD_BOT_TOKEN: z.string().min(1),
    DISCORD_PUBLIC_KEY: z.string().regex(/^[0-9a-f]{64}$/i, "must be 64 hexadecimal characters"),
    DISCORD_API_URL: upstream.default("https://discord.com/api/v10"),
    DISCORD_AUTHORIZE_URL: upstream.default("https://discord.com/oauth2/authorize"),
    DISCORD_CALLS_PER_SECOND: wholeNumber(1, 10_000).default(50),
    RESEND_API_KEY: z.string().min(1),
    RESEND_BASE_URL: upstream.default("https://api.resend.com"),
    EMAIL_FROM: z
      .string()
      .regex(sender, "must be an address like shop@example.com, or a name with one: Shop <shop@example.com>"),
    DODO_PAYMENTS_BASE_URL: upstream.default("https://live.dodopayments.com"),
    OUTSIDE_HOSTS: hostList,
    WEBHOOK_PRIVATE_HOSTS: hostList,
    TRUSTED_PROXIES: wholeNumber(0, 10).default(0),
    SECURITY_CONTACT: z
      .string()
      .regex(/^(https:\/\/|mailto:)\S+$/, "must be an https: or mailto: address")
      .optional(),
    METRICS_TOKEN: z.string().min(16, "must hold at least 16 characters").optional(),
    WORKER_CONCURRENCY: wholeNumber(1, 200).default(16),
    LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
    DEMO_MODE: z
      .enum(["0", "1"])
      .default("0")
      .transform((flag) => flag === "1"),
    SANDBOX_URL: url.optional(),
    NODE_ENV: z.string().optional(),
  })
  .transform((values) => ({
    ...values,
    APP_URL: values.APP_URL ?? `http://localhost:${values.PORT}`,
    /** `npm run dev`: the page needs a web socket and `eval`. */
    HOT_RELOAD: values.NODE_ENV === "development",
  }));

export type Env = z.output<typeof schema>;

export class SettingsError extends Error {}

/**
 * Parses settings from the given environment. Throws `SettingsError` with one line per missing or wrong setting.
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(filled);
  if (parsed.success) {
    if (
      parsed.data.DEMO_MODE ||
      parsed.data.NODE_ENV !== "production" ||
      isLocalOrSecure(parsed.data.APP_URL)
    )
      return parsed.data;
    throw new SettingsError(`APP_URL must begin with https:// in production (it is ${parsed.data.APP_URL})`);
  }
  const lines = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0] ?? "settings");
    return `${name} ${filled[name] === undefined ? "is missing" : `is wrong: ${issue.message}`}`;
  });
  const given = discordNames.filter((name) => filled[name] !== undefined);
  if (given.length > 0 && given.length < discordNames.length)
    lines.push(`Discord is half configured: set all of ${discordNames.join(", ")}, or none for the sandbox`);
  throw new SettingsError([...new Set(lines)].join("\n"));
}

function isLocalOrSecure(appUrl: string): boolean {
  return appUrl.startsWith("https:") || isLoopback(appUrl);
}

/** An http address of this very machine. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

let cached: Env | undefined;

/** The settings of this process, read once. If any is missing or wrong, names them and exits. */
export function env(): Env {
  if (cached) return cached;
  try {
    cached = readEnv(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(`Gatehouse can't start. Fix these settings (see .env.example):\n${error.message}`);
    process.exit(78);
  }
  return cached;
}
