import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { GatehouseError, RetryLater } from "@/lib/errors";
import type { ProviderAccess } from "./provider";
import { apiLimits, BeyondLimits, NotTheProvider } from "./provider-api";
import { type ProviderName, providerNamed } from "./providers";
import { listLimits, readList } from "./read-list";

vi.mock("@/lib/env", () => ({
  env: () => ({ OUTSIDE_HOSTS: ["127.0.0.1"], DODO_PAYMENTS_BASE_URL: "https://live.dodopayments.com" }),
}));
vi.mock("@/lib/log", () => ({ log: { warn: () => {} } }));

const keys: Record<ProviderName, string> = {
  dodo: "key_of_dodo",
  stripe: "sk_test_1234567",
  paddle: "pdl_sdbx_apikey_x",
};
const servers: Server[] = [];

beforeAll(() => {
  Object.assign(apiLimits, { deadlineMs: 2_000, mostBytes: 1024 * 1024 });
  Object.assign(listLimits, { pages: 20 });
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

type Shop = { name: ProviderName; access: ProviderAccess; asked: number };

/** A stand-in for a provider, which answers every call the same way. */
async function standIn(name: ProviderName, answer: RequestListener): Promise<Shop> {
  const shop: Shop = { name, access: { apiKey: keys[name], baseUrl: null }, asked: 0 };
  const server = createServer((request, response) => {
    shop.asked++;
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  shop.access.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return shop;
}

const json =
  (body: (url: URL) => unknown): RequestListener =>
  (request, response) => {
    response.writeHead(200, { "content-type": "application/json", date: new Date().toUTCString() });
    response.end(JSON.stringify(body(new URL(request.url ?? "", "http://stand-in"))));
  };

const huge: RequestListener = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const part = Buffer.alloc(64 * 1024, " ");
  const more = () => {
    while (!response.destroyed) if (!response.write(part)) return response.once("drain", more);
  };
  more();
};

const drip: RequestListener = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 20);
  response.on("close", () => clearInterval(timer));
};

const page: RequestListener = (_request, response) =>
  response.writeHead(200, { "content-type": "text/html" }).end("<h1>Internal wiki</h1>");
const refusal: RequestListener = (_request, response) =>
  response.writeHead(422, { "content-type": "application/json" }).end(
    JSON.stringify({
      message: "Internal wiki says no",
      code: "Internal wiki",
      error: { message: "Internal wiki says no", code: "Internal wiki", detail: "Internal wiki", type: "x" },
    }),
  );

/** Each kind of call that reads an answer. */
const calls = {
  products: ({ name, access }: Shop) => providerNamed(name).listProducts(access),
  webhooks: ({ name, access }: Shop) => providerNamed(name).webhooks.list(access),
  buyer: ({ name, access }: Shop) => providerNamed(name).findBuyer(access, "cus_1"),
  product: ({ name, access }: Shop) => providerNamed(name).findProduct(access, "prod_1"),
  "catch-up": ({ name, access }: Shop) =>
    providerNamed(name).listPage(access, { list: "subscriptions", cursor: null, since: null }),
  checkout: ({ name, access }: Shop) =>
    providerNamed(name).startCheckout(
      access,
      { productId: "p", priceId: "price_1" },
      { checkoutId: "chk_1", returnUrl: "https://a.example" },
    ),
  "rights of a key": ({ name, access }: Shop) => providerNamed(name).missingRights(access, null),
  "new webhook": ({ name, access }: Shop) => providerNamed(name).webhooks.create(access, "https://a.example"),
};
const names = ["dodo", "stripe", "paddle"] as const;

async function failureOf(call: (shop: Shop) => Promise<unknown>, shop: Shop): Promise<Error> {
  const error: unknown = await call(shop).then(
    () => new Error("it succeeded"),
    (thrown) => thrown,
  );
  if (!(error instanceof GatehouseError || error instanceof RetryLater))
    throw new Error("not sorted", { cause: error });
  return error;
}

/** What each kind of call comes to. */
async function failuresOf(name: ProviderName, answer: RequestListener): Promise<[what: string, Error][]> {
  const shop = await standIn(name, answer);
  return Promise.all(
    Object.entries(calls).map(
      async ([what, call]): Promise<[string, Error]> => [what, await failureOf(call, shop)],
    ),
  );
}

describe.concurrent.each(names)("each kind of call to %s", (name) => {
  const called = providerNamed(name).name;

  test("cuts off an answer that is too large, and needs a person", async () => {
    const expected = new BeyondLimits(`An answer of ${called} is larger than 1 MiB`);
    for (const [what, error] of await failuresOf(name, huge)) expect([what, error]).toEqual([what, expected]);
  });

  test("gives up an answer that drips", async () => {
    const startedAt = performance.now();
    for (const [what, error] of await failuresOf(name, drip))
      expect([what, error]).toEqual([what, new RetryLater(30, `${called} did not answer in time`)]);
    expect(performance.now() - startedAt).toBeLessThan(7_000);
  });

  test("never quotes what answers", async () => {
    for (const listener of [page, refusal])
      for (const [what, { message }] of await failuresOf(name, listener)) {
        expect([what, message]).toEqual([what, expect.stringContaining(called)]);
        expect([what, message]).toEqual([what, expect.not.stringMatching(/wiki|<h1>/i)]);
      }
  });

  test("follows no redirect", async () => {
    let followed = 0;
    const failures = await failuresOf(name, (request, response) => {
      if (request.url === "/elsewhere") followed++;
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    for (const [what, error] of failures) expect([what, error]).toEqual([what, expect.any(NotTheProvider)]);
    expect(followed).toBe(0);
  });
});

let pages = 0;

/** Lists that repeat themselves, and lists that always have one more page. */
const endless: Record<
  ProviderName,
  Record<"repeats" | "goes on", Record<"products" | "webhooks", RequestListener>>
> = {
  dodo: {
    repeats: {
      products: json(() => ({ items: Array(100).fill({ product_id: "p", name: "Club" }) })),
      webhooks: json(() => ({ data: [], iterator: "it_1", done: false })),
    },
    "goes on": {
      products: json((url) => ({
        items: Array(100).fill({ product_id: `p${url.searchParams.get("page_number")}`, name: "Club" }),
      })),
      webhooks: json(() => ({ data: [], iterator: `it_${++pages}`, done: false })),
    },
  },
  stripe: {
    repeats: {
      products: json(() => ({ object: "list", has_more: true, data: [stripePrice("price_1")] })),
      webhooks: json(() => ({ object: "list", has_more: true, data: [{ id: "we_1", enabled_events: [] }] })),
    },
    "goes on": {
      products: json(() => ({ object: "list", has_more: true, data: [stripePrice(`price_${++pages}`)] })),
      webhooks: json(() => ({
        object: "list",
        has_more: true,
        data: [{ id: `we_${++pages}`, enabled_events: [] }],
      })),
    },
  },
  paddle: {
    repeats: { products: json(() => paddlePage("pro_1")), webhooks: json(() => paddlePage("ntf_1")) },
    "goes on": {
      products: json(() => paddlePage(`pro_${++pages}`)),
      webhooks: json(() => paddlePage(`ntf_${++pages}`)),
    },
  },
};

function stripePrice(id: string) {
  return {
    id,
    currency: "eur",
    active: true,
    unit_amount: 1,
    product: { id: "prod_1", name: "Club", active: true },
  };
}

function paddlePage(after: string) {
  return {
    data: [],
    meta: { pagination: { next: `https://elsewhere.example/?after=${after}`, has_more: true } },
  };
}

describe.concurrent.each(names)("%s", (name) => {
  test.each(["products", "webhooks"] as const)("a list of %s that repeats itself is named", async (list) => {
    const shop = await standIn(name, endless[name].repeats[list]);
    const error = await failureOf(calls[list], shop);
    expect(error).toBeInstanceOf(BeyondLimits);
    expect(error.message).toMatch(/^The list of [a-z ]+ at [\w ]+ repeats itself \(after \w+\)\./);
    expect(shop.asked).toBeLessThanOrEqual(3);
  });

  test.each(["products", "webhooks"] as const)("a list of %s that never ends is named", async (list) => {
    const shop = await standIn(name, endless[name]["goes on"][list]);
    const error = await failureOf(calls[list], shop);
    expect(error).toBeInstanceOf(BeyondLimits);
    expect(error.message).toMatch(/^The list of [a-z ]+ at [\w ]+ does not end \(20 pages were read\)\./);
    expect(shop.asked).toBe(20);
  });

  test("a checkout at an address that is no page is refused", async () => {
    const url = "javascript:alert(document.cookie)";
    const checkout = { url };
    const data = { id: "x", product_id: "p", checkout };
    const shop = await standIn(
      name,
      json(() => ({ checkout_url: url, url, id: "x", active: true, data })),
    );
    const { message } = await failureOf(calls.checkout, shop);
    expect(message).toBe("The payment provider names no https address");
  });
});

describe("a list", () => {
  const { api } = providerNamed("stripe");
  const forever = (item: string) => {
    let page = 0;
    return async () => ({ items: [`${page}${item}`], next: String(page++) });
  };

  test("may not fill the memory", async () => {
    const limits = { pages: 1_000, characters: 1_000_000, ms: 60_000 };
    const before = process.memoryUsage().heapUsed;
    await expect(readList(api, "prices", forever("a".repeat(10_000)), limits)).rejects.toThrow(
      "The list of prices at Stripe does not end (100 pages were read)",
    );
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 ** 2);
  });

  test("may not take for ever", async () => {
    const limits = { pages: 1_000_000, characters: 1e12, ms: 50 };
    await expect(readList(api, "prices", forever("a"), limits)).rejects.toThrow(
      "takes longer than 0.05 seconds",
    );
  });

  test("that goes in a wide circle is noticed", async () => {
    const circle = async (cursor: string | null) => ({
      items: [cursor],
      next: String((Number(cursor ?? 0) + 1) % 7),
    });
    await expect(readList(api, "prices", circle)).rejects.toThrow("repeats itself (after 1)");
  });

  test("that ends is read whole", async () => {
    const three = async (cursor: string | null) => ({
      items: [Number(cursor ?? 0)],
      next: cursor === "2" ? null : String(Number(cursor ?? 0) + 1),
    });
    expect(await readList(api, "prices", three)).toEqual([0, 1, 2]);
  });
});
