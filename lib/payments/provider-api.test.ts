import { createServer, type RequestListener } from "node:http";
import { afterEach, describe, expect, test, vi } from "vitest";
import { GatehouseError, RetryLater } from "@/lib/errors";
import { log } from "@/lib/log";
import { listen } from "@/test/world/listen";
import {
  apiFetch,
  BeyondLimits,
  checkApiAddress,
  isSafePage,
  missingAnswer,
  NotTheProvider,
  refusalCode,
} from "./provider-api";
import { providerNamed, providerNames } from "./providers";

const settings = vi.hoisted(() => ({
  APP_URL: "https://gate.example.com",
  DATABASE_URL: "postgres://u:p@db.example.com:5432/gatehouse",
  DODO_PAYMENTS_BASE_URL: "https://live.dodopayments.com",
  OUTSIDE_HOSTS: [] as string[],
  WEBHOOK_PRIVATE_HOSTS: ["127.0.0.1"],
}));
vi.mock("@/lib/env", () => ({ env: () => settings }));

afterEach(() => {
  settings.OUTSIDE_HOSTS = [];
  settings.DODO_PAYMENTS_BASE_URL = "https://live.dodopayments.com";
  vi.restoreAllMocks();
});

/** On this machine. It is called only where a test allows it. */
const standIn = (listener: RequestListener) => listen(createServer(listener));

const stripe = providerNamed("stripe").api;
const every = providerNames.map((name) => providerNamed(name).api);
const oddAddresses = [
  // This machine, in each form that a URL parser reads.
  ...["http://127.0.0.1:3000", "http://localhost:3000", "https://localhost", "http://127.1", "http://0"],
  ...["http://2130706433", "http://0x7f000001", "http://0x7f.1", "http://017700000001", "http://0177.0.0.1"],
  ...[
    "https://127.0.0.1.",
    "https://１２７.０.０.１",
    "https://①②⑦.⓪.⓪.①",
    "https://0.0.0.0",
    "http://a.localhost",
  ],
  ...["https://[::1]", "https://[::]", "https://[::ffff:127.0.0.1]", "https://[::ffff:7f00:1]"],
  ...["https://[::127.0.0.1]", "https://[64:ff9b::7f00:1]", "https://[2002:7f00:1::]"],
  // Its network.
  ...["http://10.0.0.1", "https://192.168.1.1", "https://172.16.0.1", "https://100.64.0.1"],
  ...[
    "http://169.254.169.254/latest/meta-data",
    "http://2852039166",
    "http://0xa9fea9fe",
    "https://[fe80::1]",
  ],
  ...["http://metadata.google.internal", "https://[fd00:ec2::254]", "http://postgres:5432", "http://redis"],
  // Public, but nobody's whom we pay through.
  ...["https://example.com", "https://8.8.8.8", "https://127.0.0.1.nip.io", "https://gate.example.com"],
  // Nearly a provider's own.
  ...[
    "http://api.stripe.com",
    "https://api.stripe.com:8443",
    "https://api.stripe.com.",
    "https://stripe.com",
  ],
  ...[
    "https://api.stripe.com.evil.example",
    "https://evil.example/api.stripe.com",
    "https://xapi.stripe.com",
  ],
  ...["https://api.stripe.com@127.0.0.1", "https://key:secret@api.stripe.com", "https://user@api.paddle.com"],
  ...[
    "https://api.stripe.com?",
    "https://api.stripe.com/?x=1",
    "https://api.stripe.com/#",
    "https://api.stripe.com#a",
  ],
  ...[
    "https://live.dodopayments.com/?a=",
    "https://test.dodopayments.com/#b",
    "http://live.dodopayments.com",
  ],
  ...["https:\\\\api.stripe.com", "https://api.stripe.com\\@127.0.0.1", "https://api.str\tipe.com"],
  // No web address at all.
  ...["", "stripe", "api.stripe.com", "//api.stripe.com", "ftp://api.stripe.com", "file:///etc/passwd"],
  ...["javascript:alert(1)", "data:text/plain,x", "https://", `https://api.stripe.com/${"a".repeat(2048)}`],
];

test.each(oddAddresses)("%j is no provider's API address", (text) => {
  for (const api of every)
    expect(() => checkApiAddress(api, text)).toThrow(
      expect.objectContaining({ code: "invalid", fields: { baseUrl: expect.stringMatching(/^It \w/) } }),
    );
});

test("each provider's own hosts are allowed, and only for it", () => {
  for (const api of every)
    for (const host of api.hosts) {
      expect(() => checkApiAddress(api, `https://${host}`)).not.toThrow();
      for (const other of every)
        if (other !== api)
          expect(() => checkApiAddress(other, `https://${host}/`)).toThrow("must be https://");
    }
});

test("the words say what is allowed, and by whom", () => {
  expect(() => checkApiAddress(stripe, "https://example.com")).toThrow(
    "it must be https://api.stripe.com. Whoever runs this installation can allow other hosts with OUTSIDE_HOSTS",
  );
  expect(() => checkApiAddress(stripe, "https://api.stripe.com/v1?a")).toThrow("it must not contain ? or #");
  expect(() => checkApiAddress(stripe, "https://a:b@api.stripe.com")).toThrow(
    "it must not hold a user name or password",
  );
});

test("the operator may name more hosts, and has named the default address of Dodo Payments", () => {
  settings.OUTSIDE_HOSTS = ["proxy.internal:8080", "10.0.0.5"];
  settings.DODO_PAYMENTS_BASE_URL = "http://mirror.internal/dodo";
  for (const text of ["http://proxy.internal:8080/stripe", "http://10.0.0.5", "https://10.0.0.5:4000"])
    expect(() => checkApiAddress(stripe, text)).not.toThrow();
  for (const text of ["http://proxy.internal", "http://10.0.0.6", "http://proxy.internal:8080/?a"])
    expect(() => checkApiAddress(stripe, text)).toThrow("can't be used");
  expect(() => checkApiAddress(providerNamed("dodo").api, "http://mirror.internal/dodo")).not.toThrow();
  expect(() => checkApiAddress(stripe, "http://mirror.internal/dodo")).toThrow("can't be used");
});

describe("a call", () => {
  test("goes nowhere from a stored address that isn't allowed (any longer)", async () => {
    let hits = 0;
    const host = await standIn((_request, response) => {
      hits++;
      response.end("{}");
    });
    await expect(apiFetch(stripe)(`http://${host}/v1/prices`)).rejects.toMatchObject({ code: "invalid" });
    expect(hits).toBe(0);
    settings.OUTSIDE_HOSTS = [host];
    expect((await apiFetch(stripe)(`http://${host}/v1/prices`)).status).toBe(200);
  });

  test.each([["127.0.0.1"], ["10.1.2.3"], ["169.254.169.254"], ["::ffff:127.0.0.1"], ["fd00::1"]])(
    "to a provider's host that resolves to %s is not made, at the second lookup either",
    async (address) => {
      const asked: string[] = [];
      const family = address.includes(":") ? 6 : 4;
      const resolve = async (host: string) => {
        asked.push(host);
        return asked.length === 1 ? [] : [{ address, family }];
      };
      for (const _ of ["first", "second"]) {
        const call = apiFetch(stripe, undefined, resolve)("https://api.stripe.com/v1/prices");
        await expect(call).rejects.toMatchObject({ why: "refused" });
      }
      expect(asked).toEqual(["api.stripe.com", "api.stripe.com"]);
    },
  );

  test("doesn't follow a redirect, and a client tries it once", async () => {
    let hits = 0;
    const secret = await standIn((_request, response) => {
      hits++;
      response.end('{"secret":1}');
    });
    let asked = 0;
    const host = await standIn((_request, response) => {
      asked++;
      response.writeHead(302, { location: `http://${secret}/` }).end();
    });
    settings.OUTSIDE_HOSTS = [host, secret];
    const client = apiFetch(stripe);
    for (const _ of ["first", "second"])
      await expect(client(`http://${host}/`)).rejects.toBeInstanceOf(NotTheProvider);
    expect([hits, asked]).toEqual([0, 1]);
  });

  test("doesn't use a proxy of the environment", async () => {
    let hits = 0;
    const proxy = await standIn((_request, response) => {
      hits++;
      response.end("{}");
    });
    const host = await standIn((_request, response) => response.end('{"from":"host"}'));
    settings.OUTSIDE_HOSTS = [host];
    vi.stubEnv("HTTP_PROXY", `http://${proxy}`);
    vi.stubEnv("http_proxy", `http://${proxy}`);
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    const answer = await apiFetch(stripe)(`http://${host}/`);
    vi.unstubAllEnvs();
    expect(await answer.json()).toEqual({ from: "host" });
    expect(hits).toBe(0);
  });

  test("passes on method, body, key and answer, but not how long to wait", async () => {
    let heard = "";
    const host = await standIn((request, response) => {
      heard = `${request.method} ${request.url} ${request.headers.authorization} `;
      request.on("data", (part) => {
        heard += part;
      });
      request.on("end", () => response.writeHead(201, { date: "then", "retry-after": "9999" }).end("{}"));
    });
    settings.OUTSIDE_HOSTS = [host];
    const headers = { Authorization: "Bearer sk_test_1" };
    const answer = await apiFetch(stripe)(`http://${host}/v1/a?b=ü`, { method: "POST", headers, body: "ü" });
    expect(heard).toBe("POST /v1/a?b=%C3%BC Bearer sk_test_1 ü");
    expect(answer.status).toBe(201);
    expect(answer.headers.get("date")).toBe("then");
    expect(answer.headers.get("retry-after")).toBeNull();
  });

  test("that is refused leaves the provider's words in the log alone, without secrets and addresses", async () => {
    const warn = vi.spyOn(log, "warn").mockReturnValue();
    const body =
      "<h1>no</h1> key_short1 for ana@shop.example, whsec_abc, 0123456789abcdef0123456789abcdef\u0007";
    const host = await standIn((_request, response) => response.writeHead(418).end(body));
    settings.OUTSIDE_HOSTS = [host];
    const headers = { authorization: "Bearer key_short1" };
    const call = apiFetch(stripe)(`http://${host}/v1/prices?secret=1`, { headers });
    await expect(call).rejects.toBeInstanceOf(NotTheProvider);
    expect(warn.mock.calls[0]?.[0]).toMatchObject({
      provider: "Stripe",
      path: "/v1/prices",
      status: 418,
      words: "<h1>no</h1> … for … …, …",
    });
  });
});

describe("beyond the limits", () => {
  const limits = { deadlineMs: 600, mostBytes: 1024 * 1024 };
  const part = Buffer.alloc(64 * 1024, "a");

  test.each([
    ["with its length said", { "content-length": String(1024 ** 3) }],
    ["in chunks", {}],
  ])("an answer of any size is cut off, %s", async (_, headers) => {
    let written = 0;
    const host = await standIn((_request, response) => {
      response.writeHead(200, headers);
      const more = () => {
        while (written < 1024 ** 3 && !response.destroyed) {
          written += part.length;
          if (!response.write(part)) return response.once("drain", more);
        }
      };
      more();
    });
    settings.OUTSIDE_HOSTS = [host];
    const before = process.memoryUsage().rss;
    await expect(apiFetch(stripe, limits)(`http://${host}/`)).rejects.toThrow("larger than 1 MiB");
    expect(written).toBeLessThan(32 * 1024 ** 2);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 ** 2);
  });

  test.each([
    ["headers never come", () => () => {}],
    [
      "the body drips",
      () =>
        ((_request, response) => {
          response.writeHead(200);
          const drip = setInterval(() => response.write(" "), 20);
          response.on("close", () => clearInterval(drip));
        }) satisfies RequestListener,
    ],
  ])("a client gives up when %s, with all its tries", async (_, listener) => {
    const host = await standIn(listener());
    settings.OUTSIDE_HOSTS = [host];
    const startedAt = performance.now();
    const client = apiFetch(stripe, limits);
    for (const _try of [1, 2, 3]) {
      const error: unknown = await client(`http://${host}/`).catch((thrown) => thrown);
      expect(missingAnswer(stripe, error)).toEqual(new RetryLater(30, "Stripe did not answer in time"));
    }
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  test("a compressed answer is not unpacked", async () => {
    const host = await standIn((_request, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(Buffer.from([0x1f, 0x8b, 8, 0])),
    );
    settings.OUTSIDE_HOSTS = [host];
    await expect(apiFetch(stripe, limits)(`http://${host}/`)).rejects.toBeInstanceOf(NotTheProvider);
  });
});

test("what a failed call means is found inside the errors of the SDKs", () => {
  const beyond = new BeyondLimits("An answer is large");
  expect(missingAnswer(stripe, new Error("wrapped", { cause: beyond }))).toBe(beyond);
  expect(missingAnswer(stripe, Object.assign(new Error("wrapped"), { detail: beyond }))).toBe(beyond);
  expect(beyond).toBeInstanceOf(GatehouseError);
  expect(missingAnswer(stripe, new Error("a bug"))).toBeNull();
  expect(missingAnswer(stripe, "a bug")).toBeNull();
});

test("only a word is a code", () => {
  expect(refusalCode("resource_missing")).toBe("resource_missing");
  for (const no of ["", "two words", "<b>", "a".repeat(61), 7, null, undefined, { code: "x" }])
    expect(refusalCode(no)).toBeNull();
});

test.each([
  ["https://checkout.example/pay?x=1#y", true],
  ["HTTPS://checkout.example", true],
  ["http://localhost:4000/shop/checkout/1", true],
  ["http://checkout.example/pay", false],
  ["javascript:alert(1)", false],
  ["JavaScript:alert(1)//https://a.example", false],
  ["java\nscript:alert(1)", false],
  ["data:text/html,<script>", false],
  ["vbscript:x", false],
  ["blob:https://a.example/1", false],
  ["file:///etc/passwd", false],
  ["//checkout.example", false],
  ["/pay", false],
  ["https://user:pass@checkout.example", false],
  ["https:\\\\checkout.example", false],
  ["", false],
])("a page at %j may be opened: %s", (text, safe) => {
  settings.OUTSIDE_HOSTS = ["localhost"];
  expect(isSafePage(text)).toBe(safe);
});
