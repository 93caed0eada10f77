import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { call, openApiWorld, sdk, world } from "@/test/world/api-world";
import { recordSale } from "@/test/world/purchase-world";
import { openApiDocument } from "./openapi";
import type { Operation } from "./operation";
import { operations } from "./operations";

openApiWorld();

type Schema = Record<string, unknown>;
type Described = {
  operationId: string;
  responses: Record<string, { content?: { "application/json": { schema: Schema } } }>;
};
type Document = {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
};

const document = JSON.parse(JSON.stringify(openApiDocument("https://gate.example.com"))) as Document;

/** A schema of the document, with everything it references, as a zod schema. */
function checker(schema: Schema): z.ZodType {
  const whole = { ...schema, $defs: document.components.schemas };
  const inside = JSON.stringify(whole).replaceAll("#/components/schemas/", "#/$defs/");
  return z.fromJSONSchema(JSON.parse(inside));
}

function described({ path, method }: Operation): Described {
  const found = document.paths[path]?.[method.toLowerCase()];
  if (!found) throw new Error(`${method} ${path} is not in the document`);
  return found;
}

test("the document has every operation, and nothing else", () => {
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(documented.sort()).toEqual(operations.map(({ method, path }) => `${method} ${path}`).sort());
});

test("operation ids are unique and every $ref resolves", () => {
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  const pointers = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  expect(pointers.length).toBeGreaterThan(50);
  for (const [, name = ""] of pointers) expect(Object.keys(document.components.schemas)).toContain(name);
});

test("every refusal that a call can get is in the document", () => {
  for (const operation of operations) {
    const documented = Object.keys(described(operation).responses);
    const expected = ["401", "429", "500", "503"];
    if (operation.method !== "GET" || operation.needsWrite) expected.push("403");
    if (operation.body) expected.push("400", "408", "413", "415", "422");
    expect([operation.id, documented]).toEqual([operation.id, expect.arrayContaining(expected)]);
  }
  expect(operations.filter(({ needsWrite }) => needsWrite).map(({ id }) => id)).toContain(
    "webhooks.retrieveSecret",
  );
});

test("each body's example passes its own schema", () => {
  for (const { id, body, example } of operations) {
    if (!body) continue;
    expect([id, body.safeParse(example?.body).success]).toEqual([id, true]);
  }
});

const ids: Record<string, string> = {};
beforeAll(async () => {
  await recordSale(world.businessId);
  const integration_config = { guild_id: world.guildId, role_id: world.roleId };
  const { id } = await sdk().entitlements.create({
    name: "Pro",
    integration_type: "discord",
    integration_config,
  });
  const { body: grant } = await call("POST", `/entitlements/${id}/grants`, {
    body: { email: "d@example.com" },
  });
  const { body: hook } = await call("POST", "/webhooks", { body: { url: "https://example.com/" } });
  const price = { type: "one_time_price", price: 1, currency: "EUR" };
  const entitlements = [{ entitlement_id: id }];
  const { body: product } = await call("POST", "/products", {
    body: { name: "P", price, tax_category: "saas", entitlements },
  });
  Object.assign(ids, {
    entitlements: id,
    grants: grant.id,
    webhooks: hook.id,
    products: product.product_id,
    customers: grant.customer_id,
    subscriptions: "sub_1",
    payments: "pay_2",
  });
});

/** The example body of the reference, with ids that exist. */
function bodyOf({ id, example }: Operation): unknown {
  const given = example?.body as Record<string, unknown>;
  if (id === "entitlements.create")
    return { ...given, integration_config: { guild_id: world.guildId, role_id: world.roleId } };
  if (id === "products.update") return { entitlements: [{ entitlement_id: ids.entitlements }] };
  return given;
}

// Deletions last, so that there is something to call the others for.
const inOrder = [...operations].sort((one, other) => rank(one) - rank(other));
function rank({ method, id }: Operation): number {
  return method !== "DELETE" ? 0 : id === "entitlements.grants.revoke" ? 1 : 2;
}

test.each(inOrder.map((operation) => [operation.id, operation] as const))(
  "%s answers as the document says",
  async (_, operation) => {
    const path = operation.path
      .replace("{id}", ids[operation.path.split("/")[1] ?? ""] ?? "")
      .replace("{grant_id}", ids.grants ?? "");
    const { responses } = described(operation);
    const answer = await call(operation.method, path, operation.body ? { body: bodyOf(operation) } : {});
    expect(answer.status, JSON.stringify(answer.body)).toBe(operation.answer ? 200 : 204);
    const schema = responses[String(answer.status)]?.content?.["application/json"].schema;
    if (schema) expect(checker(schema).safeParse(answer.body)).toMatchObject({ success: true });

    const refused = await call(operation.method, path, { key: null });
    const refusal = responses["401"]?.content?.["application/json"].schema;
    expect(refused.status).toBe(401);
    expect(checker(refusal ?? {}).safeParse(refused.body)).toMatchObject({ success: true });
  },
);

test("the checker rejects a wrong answer", () => {
  const grant = checker({ $ref: "#/components/schemas/EntitlementGrant" });
  expect(grant.safeParse({ id: "entg_x" }).success).toBe(false);
});
