import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { apiKeys, rateCounters } from "@/db/schema";
import { createApiKey } from "@/lib/api-keys";
import { system } from "@/lib/audit";
import { hashToken } from "@/lib/crypto";
import { call, openApiWorld, openBusiness, sdk, world } from "@/test/world/api-world";
import { callsPerSecond } from "./limits";

openApiWorld();

const carl = { email: "carl@example.com", name: "Carl" };

async function keyOf(changes: Partial<typeof apiKeys.$inferInsert> = {}): Promise<string> {
  const { businessId } = world;
  const { id, key } = await inTransaction((tx) =>
    createApiKey(tx, { businessId, name: "key", readOnly: false, expiresAt: null, actor: system }),
  );
  if (Object.keys(changes).length > 0) await db().update(apiKeys).set(changes).where(eq(apiKeys.id, id));
  return key;
}

test("every wrong key gets the same 401", async () => {
  const past = new Date(Date.now() - 1000);
  const wrong = [null, "", "gh_short", `gh_${"x".repeat(43)}`, await keyOf({ revokedAt: past })];
  for (const key of [...wrong, await keyOf({ expiresAt: past })]) {
    const answer = await call("GET", "/entitlements", { key });
    expect(answer).toMatchObject({ status: 401, body: { code: "UNAUTHORIZED" } });
    expect(answer.body.message).toBe("Send a valid API key: Authorization: Bearer <key>");
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect(answer.body.request_id).toBe(answer.headers.get("x-request-id"));
  }
  const basic = { authorization: `Basic ${world.key}` };
  expect((await call("GET", "/entitlements", { key: null, headers: basic })).status).toBe(401);
  expect((await call("GET", `/entitlements?api_key=${world.key}`, { key: null })).status).toBe(401);
});

test("a read-only key can read, but neither write nor read a signing secret", async () => {
  const key = world.readOnlyKey;
  expect((await call("GET", "/customers", { key })).status).toBe(200);
  expect(await call("POST", "/customers", { key, body: carl })).toMatchObject({
    status: 403,
    body: { code: "FORBIDDEN" },
  });
  const { body } = await call("POST", "/webhooks", { body: { url: "https://example.com/" } });
  expect((await call("GET", `/webhooks/${body.id}/secret`, { key })).status).toBe(403);
  await expect(sdk(key).customers.create(carl)).rejects.toMatchObject({ status: 403 });
});

test.each([
  ["not JSON", { raw: "{nope" }, 400],
  ["a trailing comma", { raw: '{"email":"a@b.cc","name":"x",}' }, 400],
  ["NaN", { raw: '{"email":NaN}' }, 400],
  ["a byte order mark", { raw: '\ufeff{"email":"a@b.cc","name":"x"}' }, 400],
  ["no UTF-8", { raw: Buffer.from([0x7b, 0xff, 0x7d]) }, 400],
  ["NUL", { raw: '{"email":"a@b.cc","name":"\\u0000"}' }, 400],
  ["half a surrogate pair", { raw: '{"email":"a@b.cc","name":"\\ud800"}' }, 400],
  ["an empty body", { raw: "" }, 400],
  ["depth", { raw: "[".repeat(10_000) + "]".repeat(10_000) }, 400],
  ["another type", { body: carl, headers: { "content-type": "text/plain" } }, 415],
  ["a form", { body: carl, headers: { "content-type": "multipart/form-data; boundary=x" } }, 415],
  ["compression", { body: carl, headers: { "content-encoding": "gzip" } }, 415],
  ["size", { body: { ...carl, metadata: { a: "x".repeat(300_000) } } }, 413],
  ["a list", { body: [] }, 422],
  ["null", { body: null }, 422],
  ["wrong types", { body: { email: 7, name: [] } }, 422],
  ["no address", { body: { ...carl, email: "a@b.cc,c@d.ee" } }, 422],
])("a body refused for %s", async (_, options, status) => {
  const answer = await call("POST", "/customers", options);
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({
    code: expect.stringMatching(/^[A-Z_]+$/),
    message: expect.any(String),
  });
  expect(answer.headers.get("x-should-retry")).toBe("false");
});

test.each([
  ["9007199254740992", 400],
  ["-9007199254740993", 400],
  ["9007199254740991", 200],
])("metadata with the number %s is answered with %i, never altered", async (number, status) => {
  const raw = `{"email":"big@example.com","name":"Big","metadata":{"order":${number}}}`;
  const answer = await call("POST", "/customers", { raw });
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject(
    status === 200
      ? { metadata: { order: Number(number) } }
      : {
          code: "MALFORMED_REQUEST",
          fields: { "metadata.order": "must be smaller than 2^53: send a larger number as text" },
        },
  );
});

test("each bad field is named by its path; unknown fields are ignored", async () => {
  const { body } = await call("POST", "/entitlements", {
    body: {
      name: "",
      integration_type: "discord",
      integration_config: { guild_id: Number("1052364819523895347"), role_id: "x" },
      metadata: { $where: "1" },
      status: "delivered",
    },
  });
  expect(Object.keys(body.fields ?? {}).sort()).toEqual(
    ["integration_config.guild_id", "integration_config.role_id", "metadata.$where", "name"].sort(),
  );
  const withExtra = await call("POST", "/customers", {
    body: { ...carl, business_id: "bus_other", extra: {} },
  });
  expect(withExtra).toMatchObject({ status: 200, body: { business_id: world.businessId } });
});

test("metadata has its limits", async () => {
  const keys = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, i]));
  expect((await call("POST", "/customers", { body: { ...carl, metadata: keys(50) } })).status).toBe(200);
  const tooMany = await call("POST", "/customers", { body: { ...carl, metadata: keys(51) } });
  expect(tooMany).toMatchObject({ status: 422, body: { code: "MAXIMUM_KEYS_REACHED" } });
  for (const metadata of [{ a: "x".repeat(501) }, { [`${"k".repeat(41)}`]: 1 }, { a: null }, { a: {} }])
    expect((await call("POST", "/customers", { body: { ...carl, metadata } })).status).toBe(422);
});

test.each([
  "page_size=101",
  "page_size=-1",
  "page_size=x",
  "page_number=-1",
  "page_number=1e99",
  "cursor=***",
])("?%s is 422", async (query) => {
  expect(await call("GET", `/customers?${query}`)).toMatchObject({
    status: 422,
    body: { code: "INVALID_QUERY_PARAMS" },
  });
});

test.each(["0000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"])(
  "the time %s, outside the years 1 to 9999, is refused by field",
  async (time) => {
    const query = await call("GET", `/customers?created_at_gte=${encodeURIComponent(time)}`);
    expect(query).toMatchObject({ status: 422, body: { fields: { created_at_gte: expect.any(String) } } });
    const integration_config = { guild_id: world.guildId };
    const entitlement = await sdk().entitlements.create({
      name: "Ends",
      integration_type: "discord",
      integration_config,
    });
    const given = await call("POST", `/entitlements/${entitlement.id}/grants`, {
      body: { email: "late@example.com", expires_at: time },
    });
    expect(given).toMatchObject({ status: 422, body: { fields: { expires_at: expect.any(String) } } });
  },
);

test("the first and the last moment of the years 1 to 9999 are accepted", async () => {
  const [from, to] = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"];
  expect((await call("GET", `/customers?created_at_gte=${from}&created_at_lte=${to}`)).status).toBe(200);
});

test.each(["%00", "%ff", "..%2f..", "a%20b", "x".repeat(200), "ent_x'--"])(
  "the malformed id %s is not found",
  async (id) => {
    expect((await call("GET", `/entitlements/${id}`)).status).toBe(404);
  },
);

test("pages are 0-based and end with an empty one; a cursor misses nothing while rows are added", async () => {
  const { key } = await openBusiness();
  const make = (n: number) =>
    call("POST", "/customers", { key, body: { email: `c${n}@example.com`, name: `${n}` } });
  for (let n = 0; n < 5; n++) await make(n);
  const client = sdk(key).customers;
  const names = async (page_number: number) =>
    (await client.list({ page_size: 2, page_number })).items.map(({ name }) => name);
  expect([await names(0), await names(1), await names(2), await names(3)]).toEqual([
    ["4", "3"],
    ["2", "1"],
    ["0"],
    [],
  ]);
  const walkedNames: unknown[] = [];
  let cursor: unknown = "";
  while (cursor !== null) {
    const { body }: Awaited<ReturnType<typeof call>> = await call(
      "GET",
      `/customers?page_size=2${cursor && `&cursor=${cursor}`}`,
      { key },
    );
    walkedNames.push(...(body.items as { name: string }[]).map(({ name }) => name));
    if (walkedNames.length === 2) await make(9);
    cursor = body.next_cursor;
  }
  expect(walkedNames).toEqual(["4", "3", "2", "1", "0"]);
  expect((await call("GET", "/customers?page_size=0", { key })).body).toMatchObject({ items: [] });
});

test("each key has one limit over all processes, shown in headers; another key has its own", async () => {
  const key = await keyOf();
  const [row] = await db()
    .select()
    .from(apiKeys)
    .where(eq(apiKeys.hash, hashToken(key)));
  const first = await call("GET", "/customers", { key });
  expect(first.headers.get("x-ratelimit-limit")).toBe(String(callsPerSecond));
  expect(first.headers.get("x-ratelimit-remaining")).toBe(String(callsPerSecond - 1));
  expect(Number(first.headers.get("x-ratelimit-reset")) - Date.now() / 1000).toBeLessThan(2);
  // Pretends that other processes served the rest of this second, which may end before the call arrives.
  const spend = () =>
    db()
      .update(rateCounters)
      .set({ count: callsPerSecond, windowStartedAt: sql`date_trunc('second', clock_timestamp())` })
      .where(eq(rateCounters.key, `api:${row?.id}`));
  let refused = first;
  for (let attempt = 0; attempt < 20 && refused.status !== 429; attempt++) {
    await spend();
    refused = await call("GET", "/customers", { key });
  }
  expect(refused).toMatchObject({ status: 429, body: { code: "TOO_MANY_REQUESTS" } });
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(refused.headers.get("x-should-retry")).toBeNull();
  expect(refused.headers.get("x-ratelimit-remaining")).toBe("0");
  expect((await call("GET", "/customers", { key: world.readOnlyKey })).status).toBe(200);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect((await call("GET", "/customers", { key })).status).toBe(200);
});

test("answers spell statuses as the caller does, and filters take both", async () => {
  const integration_config = { guild_id: world.guildId };
  const { id } = await sdk().entitlements.create({
    name: "M",
    integration_type: "discord",
    integration_config,
  });
  await call("POST", `/entitlements/${id}/grants`, { body: { email: "spell@example.com" } });
  for (const status of ["pending", "Pending", "PENDING"])
    expect((await call("GET", `/entitlements/${id}/grants?status=${status}`)).body.items).toMatchObject([
      { status: "pending" },
    ]);
  const asSdk = { headers: { "x-stainless-lang": "go" } };
  expect((await call("GET", `/entitlements/${id}/grants`, asSdk)).body.items).toMatchObject([
    { status: "Pending" },
  ]);
  expect((await call("GET", `/entitlements/${id}/grants?status=done`)).status).toBe(422);
});

test("204 has neither body nor content type", async () => {
  const { body } = await call("POST", "/webhooks", { body: { url: "https://example.com/" } });
  const gone = await call("DELETE", `/webhooks/${body.id}`);
  expect(gone.status).toBe(204);
  expect(gone.headers.get("content-type")).toBeNull();
});
