import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startRig } from "../test/world/sandbox-rig";
import { sandboxCredentials } from "./credentials";

describe("beside a real Discord", () => {
  let rig: Awaited<ReturnType<typeof startRig>>;
  beforeAll(async () => {
    rig = await startRig({ discord: false });
  });
  afterAll(() => rig.close());

  test.each([
    "/api/v10/users/@me",
    "/api/oauth2/authorize",
    "/oauth2/authorize",
    "/.well-known/oauth-authorization-server",
    "/discord",
    "/control/discord/guilds",
  ])("%s is not there", async (path) => expect((await rig.send(path)).status).toBe(404));

  test("mail and payments are", async () => {
    for (const path of ["/", "/inbox", "/shop", "/hooks", "/control/inbox", "/control/requests"])
      expect((await rig.send(path)).status).toBe(200);
    const products = await rig.send("/dodo/products", {
      headers: { authorization: `Bearer ${sandboxCredentials.dodo.apiKey}` },
    });
    expect(products.status).toBe(200);
  });

  test("its pages say that Discord is real, and link to no servers", async () => {
    const { text } = await rig.send("/");
    expect(text).toContain("Your Discord is real");
    expect(text).not.toContain('href="/discord"');
  });
});

test.each([
  [
    "a trial's settings at an https address",
    { SANDBOX_DISCORD: "off", APP_URL: "https://access.example.com" },
  ],
  ["a real application at an https address", { APP_URL: "https://access.example.com" }],
  ["a real application on localhost that is no trial", { APP_URL: "http://localhost:3000" }],
])("the sandbox refuses to start with %s", (_, settings) => {
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "sandbox/server.ts"], {
    encoding: "utf8",
    env: { ...process.env, DISCORD_CLIENT_ID: "123456789012345678", SANDBOX_PORT: "1", ...settings },
  });
  expect({ status, stderr }).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("real application"),
  });
});
