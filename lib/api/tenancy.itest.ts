import { expect, test } from "vitest";
import { call, openApiWorld, openBusiness, sdk, world } from "@/test/world/api-world";
import { recordSale } from "@/test/world/purchase-world";
import { operations } from "./operations";

openApiWorld();

const shape = (path: string) => path.replace(/\{\w+\}/g, "{id}");

test("another business's ids get the same answer as unknown ones, in every call", async () => {
  const integration_config = { guild_id: world.guildId };
  const { id } = await sdk().entitlements.create({
    name: "T",
    integration_type: "discord",
    integration_config,
  });
  const { body: grant } = await call("POST", `/entitlements/${id}/grants`, {
    body: { email: "t@example.com" },
  });
  const { body: hook } = await call("POST", "/webhooks", { body: { url: "https://example.com/" } });
  const price = { type: "one_time_price", price: 1, currency: "EUR" };
  const { body: product } = await call("POST", "/products", {
    body: { name: "P", price, tax_category: "saas" },
  });
  await recordSale(world.businessId);
  expect((await call("GET", "/payments/pay_1")).status).toBe(200);
  const { key } = await openBusiness();
  const own = (path: string) =>
    path
      .replace("{ent}", id)
      .replace("{grant}", String(grant.id))
      .replace("{cus}", String(grant.customer_id))
      .replace("{whk}", String(hook.id))
      .replace("{pdt}", String(product.product_id))
      .replace("{pay}", "pay_1")
      .replace("{sub}", "sub_1");
  const unknownIds = (path: string) => path.replace(/\{(\w+)\}/g, "$1_0000000000000000000000");
  const url = "https://example.com/";
  const calls = [
    ["GET", "/payments/{pay}"],
    ["GET", "/subscriptions/{sub}"],
    ["GET", "/entitlements/{ent}"],
    ["PATCH", "/entitlements/{ent}", { name: "Mine" }],
    ["DELETE", "/entitlements/{ent}"],
    ["GET", "/entitlements/{ent}/grants"],
    ["POST", "/entitlements/{ent}/grants", { email: "t@example.com" }],
    ["GET", "/entitlements/{ent}/grants/{grant}"],
    ["DELETE", "/entitlements/{ent}/grants/{grant}"],
    ["POST", "/entitlements/{ent}/grants/{grant}/resend"],
    ["POST", "/entitlements/{ent}/grants/{grant}/retry"],
    ["GET", "/products/{pdt}"],
    ["PATCH", "/products/{pdt}", { name: "Mine" }],
    ["DELETE", "/products/{pdt}"],
    ["POST", "/products/{pdt}/unarchive"],
    ["GET", "/customers/{cus}"],
    ["PATCH", "/customers/{cus}", { name: "Mine" }],
    ["GET", "/customers/{cus}/entitlements"],
    ["GET", "/customers/{cus}/entitlement-grants"],
    ["POST", "/customers/{cus}/customer-portal/session"],
    ["GET", "/webhooks/{whk}"],
    ["PATCH", "/webhooks/{whk}", { url }],
    ["DELETE", "/webhooks/{whk}"],
    ["GET", "/webhooks/{whk}/secret"],
    ["GET", "/webhooks/{whk}/headers"],
    ["PATCH", "/webhooks/{whk}/headers", { headers: {} }],
  ] as const;
  const tried = new Set(calls.map(([method, path]) => `${method} ${shape(path)}`));
  const withIds = operations.filter(({ path }) => path.includes("{"));
  expect(
    withIds.map(({ method, path }) => `${method} ${shape(path)}`).filter((one) => !tried.has(one)),
  ).toEqual([]);
  for (const [method, path, body] of calls) {
    const options = { key, ...(body && { body }) };
    const theirs = await call(method, own(path), options);
    const unknown = await call(method, unknownIds(path), options);
    expect([path, theirs.status]).toEqual([path, 404]);
    expect({ ...theirs.body, request_id: "" }).toEqual({ ...unknown.body, request_id: "" });
  }
  expect((await sdk().entitlements.retrieve(id)).name).toBe("T");
  const config = { guild_id: world.guildId };
  const stolen = await call("POST", "/entitlements", {
    key,
    body: { name: "Stolen", integration_type: "discord", integration_config: config },
  });
  expect(stolen).toMatchObject({
    status: 422,
    body: { fields: { "integration_config.guild_id": expect.any(String) } },
  });
  expect(
    (
      await call("GET", `/customers?cursor=${Buffer.from(String(grant.customer_id)).toString("base64url")}`, {
        key,
      })
    ).body,
  ).toMatchObject({ items: [] });
});
