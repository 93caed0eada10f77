import { describe, expect, test } from "vitest";
import { areaGraph, fileGraph, isTest, mutualPairs } from "@/scripts/structure/areas";
import { cyclesOf } from "@/scripts/structure/cycles";
import { readSources } from "@/scripts/structure/read-imports";

const sources = readSources();
const product = sources.filter(
  ({ path }) => /^(app|components|lib|db|emails)\/|^proxy/.test(path) && !isTest(path),
);

/** From the bottom up: a file may import from its own layer and from those above it in this list. */
const layers = [
  [
    "env",
    "clock",
    "errors",
    "crypto",
    "ids",
    "log",
    "text",
    "email-address",
    "languages",
    "money",
    "price-terms",
    "read-bytes",
    "search-params",
    "answer-time",
    "brand-colors",
    "avatar-look",
  ],
  ["db"],
  [
    "work",
    "outside",
    "audit",
    "grant-history",
    "rate-counter",
    "doors",
    "rights",
    "revocation-reasons",
    "why-ended",
    "customer-language",
    "status-case",
    "kept-counts",
    "monitor-token",
  ],
  ["discord", "emails", "email", "webhooks"],
  ["businesses", "logos", "members", "membership", "invitations", "api-keys", "payments"],
  ["grants", "customers"],
  ["entitlements", "guilds", "products", "purchases"],
  ["connect", "access"],
  ["changes", "attention", "overview", "exports", "saved-views", "health", "metrics", "portal", "api"],
  ["auth", "passkeys", "actions", "sessions", "sign-in", "honest-answers"],
  ["jobs", "start-web", "components"],
  ["app", "proxy"],
];

function layerOf(path: string): number {
  const name = /^lib\/([^/.]+)/.exec(path)?.[1] ?? /^([^/.]+)/.exec(path)?.[1] ?? "";
  return layers.findIndex((layer) => layer.includes(name));
}

/** Sample code that a page shows speaks of the reader's own program. */
function isShownToReaders(path: string): boolean {
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
    starts.some((start) => name === start || name.startsWith(`${start}/`) || name.startsWith(`${start}.`));

test("imports are found, including types", () => {
  const catalog = sources.find(({ path }) => path === "lib/jobs/catalog.ts");
  expect(catalog?.imports).toEqual(
    expect.arrayContaining([
      "drizzle-orm",
      "lib/access/sync-access.ts",
      "lib/jobs/step-run.ts",
      "db/lock.ts",
    ]),
  );
});

describe("no cycles", () => {
  const files = fileGraph(sources);

  test("between files, including types", () => {
    expect(cyclesOf(files)).toEqual([]);
  });

  test("between folders", () => {
    const areas = areaGraph(fileGraph(sources.filter(({ path }) => !isTest(path))));
    expect(mutualPairs(areas)).toEqual([]);
    expect(cyclesOf(areas)).toEqual([]);
  });
});

describe("layers", () => {
  test("every file of the product is in one", () => {
    expect(product.map(({ path }) => path).filter((path) => layerOf(path) === -1)).toEqual([]);
  });

  test("no file imports from a higher layer", () => {
    const up = product.flatMap(({ path, imports }) =>
      imports
        .filter((name) => within("app", "components", "lib", "db", "emails")(name))
        .filter((name) => layerOf(name) > layerOf(path))
        .map((name) => `${path} imports ${name}`),
    );
    expect(up).toEqual([]);
  });

  test("the product doesn't import the sandbox, tests, seed or benchmarks", () => {
    expect(offenders(() => true, within("sandbox", "e2e", "bench", "scripts", "seed", "test"))).toEqual([]);
  });
});

describe("adapters", () => {
  test("app/ contains only the files that Next looks for", () => {
    const known = /\/(page|layout|loading|error|not-found|route)\.tsx?$/;
    const others = product.map(({ path }) => path).filter((path) => path.startsWith("app/"));
    expect(others.filter((path) => !known.test(path))).toEqual([]);
  });

  test("pages read their query in one way, which takes no repeated parameter", () => {
    const asked = product.filter(
      ({ path, text }) => /^app\/.*page\.tsx$/.test(path) && /searchParams/.test(text),
    );
    const others = asked.filter(({ text }) => /await searchParams|searchParams: Promise/.test(text));
    expect(asked.length).toBeGreaterThan(10);
    expect(others.map(({ path }) => path)).toEqual([]);
  });

  test("pages and components never touch the database", () => {
    expect(offenders(within("app", "components"), within("db", "drizzle-orm", "postgres"))).toEqual([]);
  });

  test("only the files that talk to the browser import Next", () => {
    const doors = /^lib\/(auth|actions|sessions|sign-in|portal|api\/api-route)(\/|\.ts)/;
    expect(
      offenders((path) => path.startsWith("lib/") && !doors.test(path), within("next", "next-auth")),
    ).toEqual([]);
  });

  test("pages never import the job catalog, and so never react-dom/server", () => {
    expect(
      offenders(within("app", "components"), within("lib/jobs", "lib/email/send-email", "emails")),
    ).toEqual([]);
  });
});

describe("one writer, one reader", () => {
  const holders = (pattern: RegExp) =>
    product.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

  test("only env.ts reads process.env", () => {
    const readers = holders(/process\.env/).filter(
      (path) => path !== "lib/env.ts" && !isShownToReaders(path),
    );
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

  test("only grant-history.ts writes a grant's history", () => {
    expect(holders(/insert\(grantEvents\)|insert into grant_events/i)).toEqual(["lib/grant-history.ts"]);
  });

  test("only these files know an address at Discord", () => {
    const known = [
      "lib/discord/images.ts",
      "lib/discord/oauth.ts",
      "lib/discord/places.ts",
      "lib/env.ts",
      "proxy.ts",
    ];
    // A page of Discord's site, or of its stand-in: any other file asks `places.ts` where it is.
    expect(holders(/discord(app)?\.(com|gg)|discord:\/\/|\/channels\/|DISCORD_AUTHORIZE_URL/)).toEqual(known);
  });

  test("nothing is fetched by id alone", () => {
    expect(holders(/export (async )?function find\w+ById\b/)).toEqual([]);
  });

  test("no product code checks which environment it runs in", () => {
    expect(holders(/NODE_ENV/).filter((path) => path !== "lib/env.ts")).toEqual([]);
  });
});

/** A machine's clock may be off by minutes, so deadlines are set and judged by the database's clock. */
describe("whose clock", () => {
  /** Files on the server that may read their own machine's clock, and why. */
  const mayReadOwnClock: Record<string, string> = {
    "lib/clock.ts": "compares it with the database's",
  };
  const readers = product
    .filter(({ text }) => !/^"use client"/.test(text))
    .filter(({ text }) => /\bDate\.now\b|new Date\(\)|\bDate\(\)/.test(text))
    .map(({ path }) => path);

  test("only listed files read their own machine's clock; browsers have no other", () => {
    expect(readers).toEqual(Object.keys(mayReadOwnClock));
  });
});

/** A provider is one folder and one line in the list: nothing else knows one from another. */
test("only a provider's own folder names it", () => {
  const folders = new Set(product.flatMap(({ path }) => /^lib\/payments\/([^/]+)\//.exec(path)?.[1] ?? []));
  expect([...folders]).toContain("dodo");
  const named = new RegExp(`["'\`](${[...folders].join("|")})["'\`]`);
  const outside = product.filter(({ path }) => !/^lib\/payments\/(.+\/|providers\.ts)/.test(path));
  expect(outside.filter(({ text }) => named.test(text)).map(({ path }) => path)).toEqual([]);
});

describe("calls to the outside", () => {
  /** Who may open connections, and to what. An address that a person typed is called through `call-outside.ts` alone. */
  const callers: Record<string, string> = {
    "components/live/read-json.ts": "the browser calls our own web",
    "components/reference/send-call.ts": "the browser calls our own web",
    "db/pool/connection.ts": "Postgres, whose address the operator sets",
    "lib/discord/request.ts": "Discord, whose address the operator sets",
    "lib/email/bounded-resend.ts": "the mail provider, whose address the operator sets",
    "lib/outside/call-outside.ts": "the guarded client",
  };
  const opens = [
    /(?<![.\w])fetch\(/,
    /\b(globalThis|window)\.fetch\b|\bXMLHttpRequest\b|\bnew (WebSocket|EventSource)\b|\bsendBeacon\b/,
    /^(import|export) (?!type )[^;]*from "(node:)?(https?|http2|tls|dgram|undici|axios|got)"/m,
    /^import (?!type )[^;]*\b(Socket|connect|createConnection)\b[^;]*from "(node:)?net"/m,
    /\b(require|import)\("(node:)?(https?|http2|net|tls|undici)"\)/,
  ];
  const code = product.filter(({ path }) => !isShownToReaders(path));

  test("only the listed files open connections", () => {
    const found = code.filter(({ text }) => opens.some((pattern) => pattern.test(text)));
    expect(found.map(({ path }) => path).sort()).toEqual(Object.keys(callers).sort());
  });

  test("the SDKs that bring a fetch of their own are given ours", () => {
    const bare = code.filter(
      ({ text }) =>
        /\bnew (Stripe|DodoPayments)\(/.test(text) &&
        !/(fetch: |createFetchHttpClient\()apiFetch\(/.test(text),
    );
    expect(bare.map(({ path }) => path)).toEqual([]);
    expect(code.filter(({ text }) => /\bnew Resend\(/.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test("answers are read within limits", () => {
    const unbounded = code.filter(
      ({ path, text }) =>
        /(discord|email|outside|payments|webhooks)\//.test(path) &&
        /response\.(text|json|arrayBuffer)\(\)/.test(text),
    );
    // Paddle's client gets its answers from `apiFetch`, which has read them.
    expect(unbounded.map(({ path }) => path)).toEqual(["lib/payments/paddle/client.ts"]);
  });

  test("lists of providers are read by read-list.ts", () => {
    const iterators = code.filter(
      ({ path, text }) => path.startsWith("lib/payments/") && /for await/.test(text),
    );
    expect(iterators.map(({ path }) => path)).toEqual([]);
  });
});
