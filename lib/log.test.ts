import { DrizzleQueryError } from "drizzle-orm/errors";
import pino from "pino";
import { expect, test, vi } from "vitest";
import { log, logConsole } from "./log";

/** The lines that `work` writes to the log. */
function written(work: () => void): { text: string; lines: Record<string, unknown>[] } {
  const chunks: string[] = [];
  const stream = (log as unknown as Record<symbol, { write(chunk: string): boolean }>)[
    pino.symbols.streamSym
  ];
  if (!stream) throw new Error("pino has no stream");
  const streamed = vi.spyOn(stream, "write").mockImplementation((chunk) => chunks.push(chunk) > 0);
  try {
    work();
  } finally {
    streamed.mockRestore();
  }
  const text = chunks.join("");
  return {
    text,
    lines: text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  };
}

const failedQuery = () => {
  const cause = Object.assign(new Error('invalid input syntax for type bigint: "kim@x.test"'), {
    code: "22P02",
    detail: "Failing row contains (kim@x.test, +49 170 1234567).",
    parameters: ["kim@x.test"],
  });
  return new DrizzleQueryError("insert into customers values ($1)", ["kim@x.test", "two\nlines"], cause);
};

test("a failed query is logged without the values it was made with", () => {
  const { text, lines } = written(() => log.error({ error: failedQuery() }, "failed"));
  expect(text).not.toMatch(/kim@x\.test|1234567|two/);
  expect(lines[0]).toMatchObject({
    msg: "failed",
    error: {
      type: "DrizzleQueryError",
      message: "Failed query: insert into customers values ($1)",
      stack: expect.stringContaining("log.test.ts"),
      cause: { code: "22P02", message: "invalid input syntax for type bigint: …" },
    },
  });
});

test("nothing in a message, a field or an error forges a line or takes over a terminal", () => {
  const forged = 'x"}\n{"level":60,"msg":"forged"}\u001b[2J\u0085\u2028\u202e';
  const { lines } = written(() => {
    log.info({ reason: forged, error: new Error(forged) }, forged);
    log.warn(forged);
  });
  expect(lines).toHaveLength(2);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what may not get through.
  const odd = /[\u0000-\u0009\u000b-\u001f\u0085\u2028\u202e]/;
  for (const { msg, reason, error } of lines)
    expect([msg, reason, JSON.stringify(error)].join("")).not.toMatch(odd);
});

test("what the framework prints goes through the log as well", () => {
  const { error, warn } = console;
  try {
    logConsole();
    const { text, lines } = written(() => console.error("⨯", failedQuery()));
    expect(text).not.toContain("kim@x.test");
    expect(lines[0]).toMatchObject({ level: 50, msg: "⨯", error: { type: "DrizzleQueryError" } });
  } finally {
    Object.assign(console, { error, warn });
  }
});

test("long texts are cut", () => {
  const { lines } = written(() => log.info({ reason: "x".repeat(10_000) }, "long"));
  expect(String(lines[0]?.reason).length).toBeLessThan(2_100);
});
