import fc from "fast-check";
import { expect, test } from "vitest";
import { call, openApiWorld, sdk, world } from "@/test/world/api-world";
import { operations } from "./operations";

openApiWorld();

const nasty = [
  "",
  "\u0000",
  "\ud800",
  "'; drop table grants; --",
  "%",
  "9".repeat(400),
  "__proto__",
  "1e309",
  "0000-01-01T00:00:00Z",
  "0001-01-01T00:00:00+01:00",
  "9999-12-31T23:59:59-01:00",
];
const anything = fc.oneof(
  { maxDepth: 3 },
  fc.jsonValue(),
  fc.constantFrom(...nasty, null, -0, 1e308, Number.MAX_SAFE_INTEGER, "2026-02-30T00:00:00Z", "275760-01-01"),
);

/** Bodies that are nearly right: the example with some fields replaced, left out or added. */
function nearly(example: unknown): fc.Arbitrary<unknown> {
  const fields = Object.entries(typeof example === "object" && example !== null ? example : {});
  const optional = [
    "metadata",
    "description",
    "email",
    "name",
    "url",
    "headers",
    "expires_at",
    "filter_types",
  ];
  return fc
    .tuple(
      fc.tuple(
        ...fields.map(([, value]) => fc.oneof({ weight: 3, arbitrary: fc.constant(value) }, anything)),
      ),
      fc.dictionary(fc.oneof(fc.constantFrom(...optional), fc.string()), anything, { maxKeys: 4 }),
    )
    .map(([values, extra]) => ({
      ...extra,
      ...Object.fromEntries(fields.map(([name], index) => [name, values[index]])),
    }));
}

async function realIds(): Promise<Record<string, string[]>> {
  const integration_config = { guild_id: world.guildId };
  const { id } = await sdk().entitlements.create({
    name: "M",
    integration_type: "discord",
    integration_config,
  });
  const { body: grant } = await call("POST", `/entitlements/${id}/grants`, {
    body: { email: "f@example.com" },
  });
  const { body: hook } = await call("POST", "/webhooks", { body: { url: "https://example.com/" } });
  const price = { type: "one_time_price", price: 1, currency: "EUR" };
  const { body: product } = await call("POST", "/products", {
    body: { name: "P", price, tax_category: "saas" },
  });
  return {
    entitlements: [id],
    webhooks: [String(hook.id)],
    products: [String(product.product_id)],
    customers: [String(grant.customer_id)],
    grants: [String(grant.id)],
  };
}

test("no input causes a 500, and every refusal has a code and a message", async () => {
  const ids = await realIds();
  const randomCall = fc.constantFrom(...operations).chain((operation) =>
    fc.record({
      name: fc.constant(operation.id),
      id: fc.oneof(
        fc.constantFrom(...(ids[operation.path.split("/")[1] ?? ""] ?? ["x"])),
        fc.constantFrom(...nasty),
      ),
      body: fc.oneof(
        { weight: 3, arbitrary: nearly(operation.example?.body) },
        { weight: 1, arbitrary: anything },
      ),
      query: fc.dictionary(
        fc.constantFrom(
          "page_number",
          "page_size",
          "cursor",
          "status",
          "customer_id",
          "created_at_gte",
          "created_at_lte",
          "limit",
          "iterator",
          "archived",
          "return_url",
          "name",
          "email",
        ),
        fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...nasty, "1", "0", "true", "Pending")),
        { maxKeys: 3 },
      ),
      fromSdk: fc.boolean(),
    }),
  );
  await fc.assert(
    fc.asyncProperty(randomCall, async ({ name, id, body, query, fromSdk }) => {
      const operation = operations.find((one) => one.id === name);
      if (!operation) throw new Error(name);
      const path = operation.path
        .replace("{id}", encodeURIComponent(id.replace(/\p{Surrogate}/gu, "")))
        .replace("{grant_id}", ids.grants?.[0] ?? "");
      const search = new URLSearchParams(query).toString();
      const answer = await call(operation.method, `${path}${search && `?${search}`}`, {
        ...(operation.method !== "GET" && { body }),
        ...(fromSdk && { headers: { "x-stainless-lang": "js" } }),
      });
      expect({ status: answer.status, operation: operation.id }).not.toMatchObject({ status: 500 });
      if (answer.status >= 400)
        expect(answer.body).toMatchObject({ code: expect.any(String), message: expect.any(String) });
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 600) },
  );
}, 120_000);
