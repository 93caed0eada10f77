import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { RetryLater } from "@/lib/errors";
import { paddle } from "./paddle";

vi.mock("@/lib/env", () => ({ env: () => ({ OUTSIDE_HOSTS: ["localhost"] }) }));

type Reply = { status?: number; body: unknown };
let server: Server;
let replies: Record<string, Reply>;
let asked: { line: string; body: string; headers: IncomingMessage["headers"] }[];
let access: { apiKey: string; baseUrl: string };

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const line = `${request.method} ${decodeURIComponent(request.url ?? "")}`;
    asked.push({ line, body: Buffer.concat(parts).toString(), headers: request.headers });
    const { status = 200, body } = replies[line] ?? { status: 404, body: { error: { code: "not_found" } } };
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, done));
  access = {
    apiKey: "pdl_sdbx_apikey_x",
    baseUrl: `http://localhost:${(server.address() as AddressInfo).port}`,
  };
});
afterAll(() => server.close());
beforeEach(() => {
  replies = {};
  asked = [];
});

const price = (id: string, status: string, amount: string) => ({
  id,
  product_id: "pro_1",
  name: null,
  status,
  unit_price: { amount, currency_code: "EUR" },
  billing_cycle: { interval: "month", frequency: 3 },
});
const product = {
  id: "pro_1",
  name: "Pro",
  description: null,
  tax_category: "saas",
  prices: [price("pri_old", "archived", "500"), price("pri_new", "active", "900")],
};

test("products are read to the last page with all their prices", async () => {
  const list = "GET /products?include=prices&status=active,archived&per_page=200";
  const next = "https://elsewhere.example/products?after=pro_1";
  replies[list] = { body: { data: [product], meta: { pagination: { next, has_more: true } } } };
  replies[`${list}&after=pro_1`] = {
    body: {
      data: [{ ...product, id: "pro_2", prices: [] }],
      meta: { pagination: { next, has_more: false } },
    },
  };
  const found = await paddle.listProducts(access);
  expect(found.map(({ externalId }) => externalId)).toEqual(["pro_1", "pro_2"]);
  expect(found[0]).toMatchObject({
    priceAmount: 900,
    currency: "EUR",
    interval: "Month",
    intervalCount: 3,
    taxCategory: "saas",
    prices: [
      { externalId: "pri_old", archived: true },
      { externalId: "pri_new", archived: false },
    ],
  });
  expect(asked[0]?.headers.authorization).toBe("Bearer pdl_sdbx_apikey_x");
});

test("a product is also found by its price's id; an unknown id finds nothing", async () => {
  replies["GET /prices/pri_new"] = { body: { data: price("pri_new", "active", "900") } };
  replies["GET /products/pro_1?include=prices"] = { body: { data: product } };
  expect(await paddle.findProduct(access, "pri_new")).toMatchObject({ externalId: "pro_1" });
  expect(await paddle.findProduct(access, "pro_9")).toBeNull();
});

test("the webhook subscribes to every event we read, and returns its secret", async () => {
  replies["POST /notification-settings"] = {
    status: 201,
    body: { data: { id: "ntfset_1", endpoint_secret_key: "pdl_ntfset_s" } },
  };
  const made = await paddle.webhooks.create(access, "https://gate.example/hook");
  expect(made).toEqual({ id: "ntfset_1", secret: "pdl_ntfset_s" });
  expect(JSON.parse(asked[0]?.body ?? "")).toMatchObject({
    type: "url",
    destination: "https://gate.example/hook",
    subscribed_events: expect.arrayContaining(["transaction.completed", "adjustment.updated"]),
  });
});

test("a checkout opens on the merchant's payment link, at the product's price that can be bought", async () => {
  replies["GET /products/pro_1?include=prices"] = { body: { data: product } };
  replies["POST /transactions"] = {
    status: 201,
    body: { data: { checkout: { url: "https://shop.example/?_ptxn=t" } } },
  };
  const url = await paddle.startCheckout(
    access,
    { productId: "pro_1", priceId: null },
    { checkoutId: "chk_1", returnUrl: "https://gate.example/thanks" },
  );
  expect(url).toBe("https://shop.example/?_ptxn=t");
  expect(JSON.parse(asked[1]?.body ?? "")).toEqual({ items: [{ price_id: "pri_new", quantity: 1 }] });
});

test("every missing permission is named, and the trial destination is removed", async () => {
  for (const path of ["prices", "customers", "subscriptions", "adjustments", "events", "transactions"])
    replies[`GET /${path}?per_page=1`] = { body: { data: [] } };
  const forbidden = { status: 403, body: { error: { code: "forbidden" } } };
  replies["GET /products?per_page=1"] = { body: { data: [] } };
  replies["GET /customers?per_page=1"] = forbidden;
  replies["GET /events?per_page=1"] = forbidden;
  replies["POST /notification-settings"] = {
    status: 201,
    body: { data: { id: "ntfset_1", endpoint_secret_key: "pdl_ntfset_s" } },
  };
  replies["DELETE /notification-settings/ntfset_1"] = { status: 200, body: { data: null } };
  const url = "https://gate.example/hook";
  expect(await paddle.missingRights(access, { id: null, url })).toEqual([
    "Customers (Read)",
    "Events (Read)",
  ]);
  expect(asked.map(({ line }) => line)).toContain("DELETE /notification-settings/ntfset_1");
});

test("a destination that is off or misses events is repaired", async () => {
  const destination = (id: string, active: boolean, names: string[]) => ({
    id,
    destination: "https://gate.example/hook",
    active,
    include_sensitive_fields: true,
    subscribed_events: names.map((name) => ({ name })),
  });
  const listed = [destination("ntfset_1", false, ["transaction.paid"])];
  replies["GET /notification-settings?per_page=200"] = { body: { data: listed } };
  replies["PATCH /notification-settings/ntfset_1"] = { body: { data: {} } };
  expect(await paddle.webhooks.list(access)).toEqual([
    { id: "ntfset_1", url: "https://gate.example/hook", state: "repairable" },
  ]);
  await paddle.webhooks.repair(access, { id: "ntfset_1", url: "https://gate.example/new" });
  expect(JSON.parse(asked.at(-1)?.body ?? "")).toMatchObject({
    destination: "https://gate.example/new",
    active: true,
    subscribed_events: expect.arrayContaining(["transaction.paid", "subscription.canceled"]),
  });
});

const event = (id: string, event_type: string, occurred_at: string) => ({
  event_id: id,
  event_type,
  occurred_at,
  notification_id: null,
  data: { id: "sub_1" },
});

test("the list of events is read back to the time asked for, under the ids that webhooks carry", async () => {
  const next = "https://api.paddle.com/events?after=evt_1";
  const listed = [
    event("evt_3", "subscription.updated", "2026-01-03T00:00:00.5Z"),
    event("evt_2", "payout.paid", "2026-01-02T00:00:00Z"),
    event("evt_1", "transaction.paid", "2026-01-01T00:00:00Z"),
  ];
  replies["GET /events?order_by=id[DESC]&per_page=200"] = {
    body: { data: listed, meta: { pagination: { next, has_more: true } } },
  };
  const page = (since: string | null) =>
    paddle.listPage(access, { list: "events", cursor: null, since: since ? new Date(since) : null });
  const all = await page(null);
  expect(all.items.map(({ eventId }) => eventId)).toEqual(["evt_3", "evt_1"]);
  expect(all.items[0]?.event).toMatchObject({
    event_type: "subscription.updated",
    timestamp: "2026-01-03T00:00:00.5Z",
  });
  expect(all.next).toBe("evt_1");
  expect((await page("2026-01-01T12:00:00Z")).next).toBeNull();
});

test("a subscription is read as it is now, dated before the answer", async () => {
  replies["GET /subscriptions/sub_1"] = {
    body: { data: { id: "sub_1", status: "paused", customer_id: "ctm_1", items: [] } },
  };
  const seen = await paddle.findSubscription?.(access, "sub_1");
  expect(seen).toMatchObject({ status: "paused", activates: false });
  expect(Date.parse(seen?.asOf ?? "")).toBeLessThanOrEqual(Date.now());
  expect(await paddle.findSubscription?.(access, "sub_2")).toBeNull();
});

test("a dead key or a missing permission needs a person; an outage is retried", async () => {
  const line = "GET /customers/ctm_1";
  replies[line] = { status: 403, body: { error: { code: "forbidden", detail: "customer.read is missing" } } };
  await expect(paddle.findBuyer(access, "ctm_1")).rejects.toThrow("lacks the permission customer.read.");
  replies[line] = { status: 403, body: { error: { code: "invalid_token" } } };
  await expect(paddle.findBuyer(access, "ctm_1")).rejects.toThrow("refuses this API key");
  for (const reply of [
    { status: 503, body: "<html>" },
    { status: 200, body: "<html>" },
    { status: 429, body: {} },
  ]) {
    replies[line] = reply;
    await expect(paddle.findBuyer(access, "ctm_1")).rejects.toBeInstanceOf(RetryLater);
  }
});
