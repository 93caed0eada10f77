import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const folders = [
  "app",
  "components",
  "db",
  "emails",
  "lib",
  "sandbox",
  "e2e",
  "bench",
  "scripts",
  "seed",
  "test",
];

type Source = { path: string; text: string; imports: string[] };

function read(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => {
      const path = join(folder, name);
      const text = readFileSync(join(root, path), "utf8");
      return { path, text, imports: importsOf(path, text) };
    });
}

/** Imported paths from the project's root: `@/lib/x` and `../x` become `lib/x`; packages stay as they are. */
function importsOf(path: string, text: string): string[] {
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b(?!\s+type\b)[^"';]*?(?:from\s*)?["']([^"']+)["']|import\(\s*["']([^"']+)["']/g,
  );
  return [...found].map((match) => {
    const name = match[1] ?? match[2] ?? "";
    if (name.startsWith("@/")) return name.slice(2);
    return name.startsWith(".") ? relative(root, join(root, path, "..", name)) : name;
  });
}

const sources = folders.flatMap(read);
const product = sources.filter(({ path }) => /^(app|components|lib|db|emails)\//.test(path) && !isTest(path));

// Tests, and the worlds that they stand on, may reach further than the product does.
function isTest(path: string): boolean {
  return /\.i?test\.tsx?$/.test(path) || /-world\.tsx?$/.test(path);
}

/** Sample code that a page shows speaks of the reader's own program. */
function shownToReaders(path: string): boolean {
  return /example/.test(path);
}

function offenders(from: (path: string) => boolean, to: (name: string) => boolean): string[] {
  return product
    .filter(({ path }) => from(path))
    .flatMap(({ path, imports }) => imports.filter(to).map((name) => `${path} imports ${name}`));
}

const within =
  (...starts: string[]) =>
  (name: string) =>
    starts.some((start) => name === start || name.startsWith(`${start}/`));

test("imports are really read", () => {
  const catalog = sources.find(({ path }) => path === "lib/jobs/catalog.ts");
  expect(catalog?.imports).toEqual(
    expect.arrayContaining(["drizzle-orm", "lib/access/sync-access", "lib/jobs/step-run"]),
  );
});

describe("who may import whom", () => {
  test("pages and components never touch the database", () => {
    expect(offenders(within("app", "components"), within("db", "drizzle-orm", "postgres"))).toEqual([]);
  });

  test("nothing of the product knows the sandbox, the tests or the benches", () => {
    expect(offenders(() => true, within("sandbox", "e2e", "bench", "scripts"))).toEqual([]);
  });

  test("lib knows neither the app nor its components", () => {
    expect(offenders(within("lib"), within("app", "components"))).toEqual([]);
  });

  test("only the door to the browser knows Next", () => {
    const doors = /^lib\/(auth|api\/api-route|sessions|sign-in|portal)(\/|\.ts)/;
    expect(
      offenders((path) => path.startsWith("lib/") && !doors.test(path), within("next", "next-auth")),
    ).toEqual([]);
  });

  test("pages never reach the job catalog, and so neither react-dom/server", () => {
    expect(
      offenders(within("app", "components"), within("lib/jobs/catalog", "lib/email/send-email", "emails")),
    ).toEqual([]);
  });
});

describe("the floors of lib: no arrow up", () => {
  const floors: [string[], string[]][] = [
    [["lib/discord"], ["lib/grants", "lib/access", "lib/purchases", "lib/entitlements"]],
    [
      ["lib/email", "lib/webhooks", "lib/payments"],
      ["lib/access", "lib/purchases", "lib/entitlements"],
    ],
    [["lib/grants"], ["lib/access", "lib/purchases", "lib/entitlements"]],
    [["lib/access", "lib/purchases", "lib/entitlements"], ["lib/api"]],
    [
      ["db/client", "db/lock", "db/schema", "db/migrate"],
      ["lib/grants", "lib/access", "lib/purchases", "lib/discord"],
    ],
  ];
  test.each(floors)("%j stands on its own", (lower, upper) => {
    expect(offenders(within(...lower), within(...upper))).toEqual([]);
  });
});

describe("one writer, one reader", () => {
  const holders = (pattern: RegExp) =>
    product.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

  test("only env.ts reads process.env", () => {
    const readers = holders(/process\.env/).filter((path) => path !== "lib/env.ts" && !shownToReaders(path));
    expect(readers).toEqual([]);
  });

  test("only move-grant.ts writes a grant's status", () => {
    const writers = product
      .filter(
        ({ text }) =>
          /(update|insert)\(grants\)[\s\S]{0,200}?(set|values)\(\{[^}]*\bstatus\b/.test(text) ||
          /update grants set[^;`]*\bstatus\b/i.test(text),
      )
      .map(({ path }) => path);
    expect(writers).toEqual(["lib/grants/move-grant.ts"]);
  });

  test("nothing is fetched by its id alone", () => {
    expect(holders(/export (async )?function find\w+ById\b/)).toEqual([]);
  });

  test("no product code asks in which environment it runs", () => {
    expect(holders(/NODE_ENV/).filter((path) => path !== "lib/env.ts")).toEqual([]);
  });
});
