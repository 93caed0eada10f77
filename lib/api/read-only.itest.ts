import { expect, test } from "vitest";
import { call, openApiWorld, world } from "@/test/world/api-world";
import { operations } from "./operations";

openApiWorld();

const withKey = { "idempotency-key": "given-once" };

/** A waiting customer, so that there is a claim link. */
async function giveAccess() {
  const { body: entitlement } = await call("POST", "/entitlements", {
    body: { name: "T", integration_type: "discord", integration_config: { guild_id: world.guildId } },
  });
  const path = `/entitlements/${entitlement.id}/grants`;
  const body = { email: "waits@example.com" };
  const { body: grant } = await call("POST", path, { body, headers: withKey });
  const token = /\/connect\/discord\/([\w-]{20,})$/.exec(String(grant.oauth_url))?.[1] ?? "no link";
  const ids: Record<string, unknown> = { entitlements: entitlement.id, customers: grant.customer_id };
  return { path, body, grant, token, ids };
}

test("a read-only key sees no claim link, whatever it reads, and a full key sees it", async () => {
  const { path, body, grant, token, ids } = await giveAccess();
  const read = async (key: string) => {
    const seen: string[] = [];
    for (const { id, method, path: template } of operations.filter((one) => one.method === "GET")) {
      const group = template.split("/")[1] ?? "";
      const at = template.replace("{id}", String(ids[group])).replace("{grant_id}", String(grant.id));
      if (JSON.stringify((await call(method, at, { key })).body).includes(token)) seen.push(id);
    }
    return seen;
  };
  expect(await read(world.key)).toEqual([
    "entitlements.grants.list",
    "entitlements.grants.retrieve",
    "customers.listEntitlementGrants",
  ]);
  expect(await read(world.readOnlyKey)).toEqual([]);
  const shown = await call("GET", `${path}/${grant.id}`, { key: world.readOnlyKey });
  expect(shown.body).toMatchObject({ oauth_url: null, oauth_expires_at: grant.oauth_expires_at });

  const replay = await call("POST", path, { body, headers: withKey });
  expect(replay.headers.get("idempotency-replayed")).toBe("true");
  expect(JSON.stringify(replay.body)).toContain(token);
  const stolen = await call("POST", path, { body, headers: withKey, key: world.readOnlyKey });
  expect(stolen.status).toBe(403);
  expect(JSON.stringify(stolen.body)).not.toContain(token);
});
