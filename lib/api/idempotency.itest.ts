import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { closeDatabase, db, inTransaction } from "@/db/client";
import { customers, entitlements, grants, idempotencyKeys } from "@/db/schema";
import { testDatabaseUrl } from "@/e2e/harness/database";
import { call, connectServer, control, openApiWorld, openBusiness, world } from "@/test/world/api-world";

openApiWorld();

const withKey = (key: string) => ({ headers: { "idempotency-key": key } });

test("Idempotency-Key: for 24 hours a key gets its first answer, and another body is refused", async () => {
  const first = await call("POST", "/webhooks", { body: { url: "https://example.com/a" }, ...withKey("k1") });
  const again = await call("POST", "/webhooks", { body: { url: "https://example.com/a" }, ...withKey("k1") });
  expect(again.body).toEqual(first.body);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  const other = await call("POST", "/webhooks", { body: { url: "https://example.com/b" }, ...withKey("k1") });
  expect(other).toMatchObject({ status: 422, body: { code: "IDEMPOTENCY_KEY_REUSED" } });
  const [kept] = await db().select().from(idempotencyKeys).where(eq(idempotencyKeys.key, "k1"));
  expect(kept?.body).not.toContain("example.com");
  await db().update(idempotencyKeys).set({ expiresAt: sql`now() - interval '1 second'` });
  const later = await call("POST", "/webhooks", { body: { url: "https://example.com/b" }, ...withKey("k1") });
  expect(later).toMatchObject({ status: 200, body: { url: "https://example.com/b" } });
  for (const key of ["x".repeat(256), "a b", "\u00e4"])
    expect(
      (await call("POST", "/customers", { body: { email: "a@b.cc", name: "" }, ...withKey(key) })).status,
    ).toBe(400);
});

test("Idempotency-Key: a refusal is not stored, and each business has its own keys", async () => {
  expect(
    (await call("POST", "/webhooks", { body: { url: "http://10.0.0.1/" }, ...withKey("k2") })).status,
  ).toBe(422);
  const fixed = await call("POST", "/webhooks", {
    body: { url: "https://example.com/c" },
    ...withKey("k2"),
  });
  expect(fixed.status).toBe(200);
  const { key } = await openBusiness();
  const theirs = await call("POST", "/webhooks", {
    key,
    body: { url: "https://example.com/d" },
    ...withKey("k2"),
  });
  expect(theirs.body).toMatchObject({ url: "https://example.com/d" });
});

test("Idempotency-Key: ten calls at once have one effect and one answer, with a call to Discord or without", async () => {
  const integration_config = { guild_id: world.guildId, role_id: world.roleId };
  const body = { name: "Once", integration_type: "discord", integration_config };
  const made = await Promise.all(
    Array.from({ length: 10 }, () => call("POST", "/entitlements", { body, ...withKey("k3") })),
  );
  expect(new Set(made.map(({ body: { id } }) => id)).size).toBe(1);
  const path = `/entitlements/${made[0]?.body.id}/grants`;
  const given = await Promise.all(
    Array.from({ length: 10 }, () =>
      call("POST", path, { body: { email: "ten@example.com" }, ...withKey("k4") }),
    ),
  );
  expect(new Set(given.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
  const [{ n } = { n: 0 }] = await db().execute<{ n: number }>(
    sql`select count(*)::int as n from ${grants} where entitlement_id = ${made[0]?.body.id}`,
  );
  expect(n).toBe(1);
});

test("Idempotency-Key: a call that fails before its answer is stored has no effect", async () => {
  const integration_config = { guild_id: world.guildId, role_id: world.roleId };
  const body = { name: "Failed", integration_type: "discord", integration_config };
  await db().execute(
    sql`create function broken() returns trigger language plpgsql as 'begin raise exception ''killed''; end'`,
  );
  await db().execute(sql`create trigger broken before update on idempotency_keys execute function broken()`);
  const broken = await call("POST", "/entitlements", { body, ...withKey("k5") });
  await db().execute(sql`drop trigger broken on idempotency_keys`);
  expect(broken.status).toBe(500);
  expect((await call("POST", "/entitlements", { body, ...withKey("k5") })).status).toBe(200);
  expect(await db().$count(entitlements, eq(entitlements.name, "Failed"))).toBe(1);
});

test("Idempotency-Key: a repeated call gets its first answer whatever Discord would say now", async () => {
  const { guildId: guild_id, roleId: role_id } = await connectServer(world.businessId);
  const integration_config = { guild_id, role_id };
  const body = { name: "Kept", integration_type: "discord", integration_config };
  const first = await call("POST", "/entitlements", { body, ...withKey("k6") });
  expect(first.status).toBe(200);
  await control(`/discord/guilds/${guild_id}/move-role`, { role_id, position: 99 });
  expect((await call("POST", "/entitlements", { body })).status).toBe(422);
  expect(await call("POST", "/entitlements", { body, ...withKey("k6") })).toMatchObject({
    status: 200,
    body: first.body,
  });
});

test("ten calls at once that create the same customer create one", async () => {
  const body = { email: "race@example.com", name: "Race" };
  await Promise.all(Array.from({ length: 10 }, () => call("POST", "/customers", { body })));
  const rows = await db().select().from(customers).where(eq(customers.email, "race@example.com"));
  expect(rows).toHaveLength(1);
});

test("Idempotency-Key: while the first call still runs, a second one is told to retry", async () => {
  const name = new URL(testDatabaseUrl()).pathname.slice(1);
  await db().execute(sql.raw(`alter database ${name} set lock_timeout = '200ms'`));
  await closeDatabase();
  const send = () => call("POST", "/webhooks", { body: { url: "https://example.com/" }, ...withKey("k7") });
  await inTransaction(async (tx) => {
    const { businessId } = world;
    await tx
      .insert(idempotencyKeys)
      .values({ id: "idem_slow", businessId, key: "k7", requestHash: "x", expiresAt: sql`now()` });
    const second = await send();
    expect(second).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
    expect(second.headers.get("retry-after")).toBe("2");
    await tx.delete(idempotencyKeys).where(eq(idempotencyKeys.id, "idem_slow"));
  });
  expect((await send()).status).toBe(200);
});
