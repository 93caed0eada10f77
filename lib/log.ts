import { format } from "node:util";
import pino from "pino";
import { valuesLeftOut } from "./errors";

/**
 * One JSON line per event, the only way into the logs. Never log secrets; redaction is only a safety net. Errors lose
 * the values that they carry, because customers' data stands in the parameters of a failed query.
 */
export const log = pino({
  level: "info",
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: ["*.token", "*.access_token", "*.refresh_token", "*.secret", "*.authorization", "*.code_verifier"],
    censor: "[redacted]",
  },
  serializers: { error: describeError },
  formatters: { log: (fields) => Object.fromEntries(Object.entries(fields).map(cleanField)) },
  hooks: {
    logMethod([first, ...rest], method) {
      // A message is cleaned too; without fields it is the first argument.
      method.apply(this, [cleanText(first), ...rest.map(cleanText)] as Parameters<typeof method>);
    },
  },
});

/** What the framework prints about failed requests goes the same way. */
export function logConsole(): void {
  for (const level of ["error", "warn"] as const)
    console[level] = (...said: unknown[]) => {
      const error = said.find((one): one is Error => one instanceof Error);
      log[isGone(error) ? "debug" : level](
        { error },
        format(...said.filter((one) => one !== error)) || "said by the framework",
      );
    };
}

/** The client went away in the middle of its request. */
function isGone(error: Error | undefined): boolean {
  return error?.message === "aborted" && (error as { code?: unknown }).code === "ECONNRESET";
}

const longest = 2_000;

/** Without control characters, which could forge a line or take over a terminal. */
function cleanText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const clean = value.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, " ");
  return clean.length > longest ? `${clean.slice(0, longest)}…` : clean;
}

function cleanField([name, value]: [string, unknown]): [string, unknown] {
  return [name, cleanText(value)];
}

type Described = { type: string; message: unknown; code?: unknown; stack?: string; cause?: Described };

function describeError(error: unknown, depth = 0): Described | undefined {
  if (error === undefined) return undefined;
  if (!(error instanceof Error))
    return { type: typeof error, message: cleanText(valuesLeftOut(String(error))) };
  const { code, digest } = error as { code?: unknown; digest?: unknown };
  const frames = error.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return {
    type: error.constructor.name,
    message: cleanText(valuesLeftOut(error.message)),
    ...(code !== undefined && { code: cleanText(String(code)) }),
    ...(digest !== undefined && { digest: cleanText(String(digest)) }),
    ...(frames?.length && { stack: frames.join("\n") }),
    ...(error.cause !== undefined && depth < 3 && { cause: describeError(error.cause, depth + 1) }),
  } as Described;
}
