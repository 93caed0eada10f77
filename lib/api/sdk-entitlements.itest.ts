import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { call, openApiWorld, sdk, world } from "@/test/world/api-world";

openApiWorld();

const config = () => ({ guild_id: world.guildId, role_id: world.roleId });

test("the SDK creates, retrieves, updates, lists and deletes an entitlement", async () => {
  const { entitlements } = sdk();
  const made = await entitlements.create({
    name: "Pro role",
    integration_type: "discord",
    integration_config: config(),
    metadata: { tier: 2 },
  });
  expect(made).toMatchObject({
    business_id: world.businessId,
    integration_type: "discord",
    integration_config: config(),
    is_active: true,
    metadata: { tier: 2 },
  });
  expect(await entitlements.retrieve(made.id)).toEqual(made);
  const renamed = await entitlements.update(made.id, { name: "Pro members", description: "All of them" });
  expect(renamed).toMatchObject({ id: made.id, name: "Pro members", description: "All of them" });
  const listed = await entitlements.list({ integration_type: "discord" });
  expect(listed.items.map(({ id }) => id)).toContain(made.id);
  expect((await entitlements.list({ integration_type: "github" })).items).toEqual([]);
  await entitlements.delete(made.id);
  await expect(entitlements.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
});

test("a role the bot cannot give is refused with the field and its reason", async () => {
  const { status, body } = await call("POST", "/entitlements", {
    body: {
      name: "High",
      integration_type: "discord",
      integration_config: { guild_id: world.guildId, role_id: world.highRoleId },
    },
  });
  expect(status).toBe(422);
  const fields = { "integration_config.role_id": expect.any(String) };
  expect(body).toEqual(expect.objectContaining({ code: "INVALID_REQUEST_BODY", fields }));
});

test("a bad server or role is named by its path in the body, in create and in update", async () => {
  const { id } = await sdk().entitlements.create({
    name: "Paths",
    integration_type: "discord",
    integration_config: config(),
  });
  const wrong = [
    [{ guild_id: "99999999999999999" }, "integration_config.guild_id"],
    [{ guild_id: world.guildId, role_id: "99999999999999999" }, "integration_config.role_id"],
  ] as const;
  for (const [integration_config, path] of wrong) {
    const made = { name: "x", integration_type: "discord", integration_config };
    for (const answer of [
      await call("POST", "/entitlements", { body: made }),
      await call("PATCH", `/entitlements/${id}`, { body: { integration_config } }),
    ])
      expect(answer).toMatchObject({ status: 422, body: { fields: { [path]: expect.any(String) } } });
  }
});

test("null means the same as absent, in every optional field", async () => {
  const own = { end_action: null, drift_policy: null, metadata: null, description: null };
  const made = await call("POST", "/entitlements", {
    body: { name: "Nulls", integration_type: "discord", integration_config: config(), ...own },
  });
  expect(made).toMatchObject({ status: 200, body: { end_action: expect.any(String), metadata: {} } });
  const { end_action, drift_policy } = made.body;
  const kept = await call("PATCH", `/entitlements/${made.body.id}`, { body: own });
  expect(kept).toMatchObject({ status: 200, body: { name: "Nulls", end_action, drift_policy } });
  const none = { name: null, expires_at: null, metadata: null };
  const given = await call("POST", `/entitlements/${made.body.id}/grants`, {
    body: { customer_id: null, email: "nulls@example.com", ...none },
  });
  expect(given).toMatchObject({ status: 200, body: { metadata: {}, expires_at: null } });
  const again = await call("POST", `/entitlements/${made.body.id}/grants`, {
    body: { customer_id: given.body.customer_id, email: null, ...none },
  });
  expect(again).toMatchObject({ status: 200, body: { id: given.body.id } });
  const nobody = { customer_id: null, email: null };
  expect((await call("POST", `/entitlements/${made.body.id}/grants`, { body: nobody })).status).toBe(422);
  const hook = await call("POST", "/webhooks", {
    body: { url: "https://example.com/", status_spelling: null },
  });
  expect(hook).toMatchObject({ status: 200, body: { status_spelling: "own" } });
});

test("another integration is refused with an explanation", async () => {
  const refused = sdk().entitlements.create({
    name: "Repository",
    integration_type: "github",
    integration_config: { target_id: "a/b", permission: "pull" },
  });
  await expect(refused).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining("Discord access only"),
  });
});

test("the SDK lists and revokes grants, with capitalized statuses", async () => {
  const client = sdk();
  const { id } = await client.entitlements.create({
    name: "VIP",
    integration_type: "discord",
    integration_config: config(),
  });
  const given = await call("POST", `/entitlements/${id}/grants`, { body: { email: "Carl@Example.com" } });
  expect(given.body).toMatchObject({ status: "pending", entitlement_id: id, metadata: {} });
  const { items } = await client.entitlements.grants.list(id, { status: "Pending" });
  expect(items).toMatchObject([{ id: given.body.id, status: "Pending", integration_type: "discord" }]);
  expect((await client.entitlements.grants.list(id, { status: "Delivered" })).items).toEqual([]);
  const mine = await client.entitlements.grants.list(id, { customer_id: String(given.body.customer_id) });
  expect(mine.items).toHaveLength(1);
  expect((await client.entitlements.grants.list(id, { customer_id: "cus_nobody" })).items).toEqual([]);

  const revoked = await client.entitlements.grants.revoke(String(given.body.id), { id });
  expect(revoked).toMatchObject({ status: "Revoked", revocation_reason: "manual" });
  expect(await client.entitlements.grants.revoke(String(given.body.id), { id })).toEqual(revoked);
});

test("a grant shows its history, can be resent and retried, and once revoked refuses a resend", async () => {
  const { id } = await sdk().entitlements.create({
    name: "Lifetime",
    integration_type: "discord",
    integration_config: { guild_id: world.guildId },
  });
  const { body: given } = await call("POST", `/entitlements/${id}/grants`, {
    body: { email: "cora@example.com", expires_at: "2031-01-01T00:00:00+01:00", metadata: { order: "7" } },
  });
  expect(given).toMatchObject({ expires_at: "2030-12-31T23:00:00.000Z", metadata: { order: "7" } });
  const path = `/entitlements/${id}/grants/${given.id}`;
  expect((await call("POST", `${path}/resend`)).body).toMatchObject({ oauth_url: given.oauth_url });
  expect((await call("POST", `${path}/retry`)).body).toMatchObject({ status: "pending" });
  const { body } = await call("GET", path);
  const types = (body.history as { type: string }[]).map(({ type }) => type);
  expect(types).toEqual(expect.arrayContaining(["created", "link_renewed", "retried"]));
  await call("DELETE", path);
  const late = await call("POST", `${path}/resend`);
  expect(late).toMatchObject({ status: 422, body: { code: "UNSUPPORTED_ACTION" } });
});

test("a long history shows its newest 200 lines, oldest first", async () => {
  const integration_config = { guild_id: world.guildId };
  const { id } = await sdk().entitlements.create({
    name: "Long",
    integration_type: "discord",
    integration_config,
  });
  const { body: given } = await call("POST", `/entitlements/${id}/grants`, {
    body: { email: "long@example.com" },
  });
  await db().execute(sql`insert into grant_events (id, grant_id, business_id, entitlement_id, type, details, at)
    select 'long_' || n, ${given.id}, ${world.businessId}, ${id}, 'retried', jsonb_build_object('n', n),
      now() + make_interval(secs => n) from generate_series(1, 300) n`);
  const { body } = await call("GET", `/entitlements/${id}/grants/${given.id}`);
  const numbers = (body.history as { details: { n: number } }[]).map(({ details }) => details.n);
  expect(numbers).toEqual(Array.from({ length: 200 }, (_, index) => index + 101));
});
