import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import postgres from "postgres";
import { sandboxCredentials } from "../sandbox/credentials";
import { freePort } from "../scripts/ports";
import { type RunningStack, startStack } from "./harness/stack";
import { withoutSettings } from "./harness/without-settings";
import { authorize, beOnDiscord, unique } from "./sandbox";

// A second sandbox is the "real" Discord. Its address is the only setting that a person's trial doesn't have.
test.describe.configure({ mode: "serial" });

const { discord } = sandboxCredentials;
const demoServer = "1203390155810926592";
const proRole = "1203390523747926016";
const mona = "1189204533125791744";

let realDiscord: string;
let discordProcess: ChildProcess;
let stack: RunningStack;
let sql: postgres.Sql;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  const [port, discordPort] = [await freePort(), await freePort()];
  realDiscord = `http://localhost:${discordPort}`;
  discordProcess = spawn(process.execPath, ["--import", "tsx", "sandbox/server.ts"], {
    env: {
      ...withoutSettings(process.env),
      APP_URL: `http://localhost:${port}`,
      SANDBOX_PORT: String(discordPort),
      SANDBOX_TIME_SCALE: "20",
    },
    stdio: "ignore",
  });
  await expect(async () => {
    expect((await fetch(`${realDiscord}/control/requests`)).status).toBe(200);
  }).toPass();
  stack = await startStack({
    settings: {
      PORT: String(port),
      DISCORD_CLIENT_ID: discord.clientId,
      DISCORD_CLIENT_SECRET: discord.clientSecret,
      DISCORD_BOT_TOKEN: discord.botToken,
      DISCORD_PUBLIC_KEY: discord.publicKey,
      DISCORD_API_URL: `${realDiscord}/api/v10`,
      DISCORD_AUTHORIZE_URL: `${realDiscord}/oauth2/authorize`,
    },
  });
  sql = postgres(stack.databaseUrl, { max: 1 });
});

test.afterAll(async () => {
  await sql?.end();
  await stack?.stop();
  discordProcess?.kill();
});

async function control<T = Record<string, unknown>>(at: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${at}/control${path}`, {
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

test("the start says what is real, what to register at Discord, and what to do next", () => {
  expect(stack.output).toContain(`Discord    real: application ${discord.clientId}`);
  expect(stack.output).toContain(`Mail       sandbox: nothing is sent; read it at ${stack.sandboxUrl}/inbox`);
  expect(stack.output).toContain(`${stack.appUrl}/discord/installed`);
  expect(stack.output).toContain(`${stack.appUrl}/discord/authorized`);
  expect(stack.output).toMatch(new RegExp(`^ready  dashboard ${stack.appUrl}  sandbox`, "m"));
});

test("the sandbox stands in for mail and shop alone", async () => {
  for (const path of ["/discord", "/oauth2/authorize", "/api/v10/users/@me", "/control/discord/guilds"])
    expect((await fetch(`${stack.sandboxUrl}${path}`)).status).toBe(404);
  expect((await fetch(`${stack.sandboxUrl}/shop`)).status).toBe(200);
});

test("a merchant signs in by mail, connects a server of the real Discord, and a buyer gets the role there", async ({
  page,
  browser,
}) => {
  await test.step("nobody is signed in with one click; the mail is in the sandbox's inbox", async () => {
    await page.goto(stack.appUrl);
    await expect(page.getByRole("button", { name: /Sign in as/ })).toHaveCount(0);
    await page.getByRole("textbox", { name: "Email" }).fill("merchant@demo.test");
    await page.getByRole("button", { name: "Email me a sign-in link" }).click();
    await page.getByRole("link", { name: "Open the sandbox's inbox" }).click();
    await page.getByText("Sign in to Gatehouse").first().click();
    const opened = page.waitForEvent("popup");
    await page
      .frameLocator("iframe")
      .getByRole("link", { name: /Sign in/ })
      .first()
      .click();
    const confirming = await opened;
    await confirming.getByRole("button", { name: "Sign in" }).click();
    await expect(confirming).toHaveURL(`${stack.appUrl}/demo`);
  });

  await test.step("the server is picked on the real Discord", async () => {
    const start = await page.request.get(`${stack.appUrl}/demo/servers/connect`, { maxRedirects: 0 });
    const url = start.headers().location ?? "";
    expect(url).toContain(`${realDiscord}/oauth2/authorize?client_id=${discord.clientId}`);
    const wanted = { url, user_id: mona, guild_id: demoServer };
    const { location } = await control<{ location: string }>(realDiscord, "/discord/authorize", wanted);
    await page.goto(location);
    await expect(page.getByRole("heading", { name: "Server connected" })).toBeVisible();
    const { bot } = await control<{ bot: { role_id: string } }>(realDiscord, `/discord/guilds/${demoServer}`);
    const move = { role_id: bot.role_id, position: 99 };
    await control(realDiscord, `/discord/guilds/${demoServer}/move-role`, move);
  });

  await test.step("the role is sold through the sandbox's shop", async () => {
    const key = `gh_${randomBytes(32).toString("base64url")}`;
    const hash = createHash("sha256").update(key).digest("hex");
    await sql`insert into api_keys (id, business_id, name, hash, hint)
      select ${unique("key")}, id, 'journey', ${hash}, ${key.slice(-4)} from businesses where slug = 'demo'`;
    const headers = { authorization: `Bearer ${key}` };
    const made = await page.request.post(`${stack.appUrl}/api/entitlements`, {
      headers,
      data: {
        name: "Pro",
        integration_type: "discord",
        integration_config: { guild_id: demoServer, role_id: proRole },
      },
    });
    const { id } = await made.json();
    const { items } = await (await page.request.get(`${stack.appUrl}/api/products`, { headers })).json();
    const { product_id } = items.find(({ name }: { name: string }) => name === "Pro");
    const attach = { headers, data: { entitlements: [{ entitlement_id: id }] } };
    expect((await page.request.patch(`${stack.appUrl}/api/products/${product_id}`, attach)).ok()).toBe(true);
  });

  await test.step("a customer buys, opens the mail, and gets the role on the real Discord", async () => {
    const username = unique("ana");
    const email = `${username}@customers.test`;
    await control(stack.sandboxUrl, "/shop/buy", { product: "Pro", email, name: "Ana" });
    const inbox = () => control<{ links: string[] }[]>(stack.sandboxUrl, `/inbox?to=${email}`);
    await expect.poll(async () => (await inbox()).length).toBeGreaterThan(0);
    const link = (await inbox())[0]?.links.find((one) => one.includes("/connect/discord/")) ?? "";
    const customer = await browser.newPage();
    await customer.goto(link);
    await expect(customer).toHaveURL(new RegExp(`^${realDiscord}/`));
    await beOnDiscord(customer, username);
    await authorize(customer);
    await expect(customer).toHaveURL(new RegExp(`^${stack.appUrl}/discord/result/`));
    type Guild = { members: { username: string; roles: string[] }[] };
    const rolesOf = async () => {
      const { members } = await control<Guild>(realDiscord, `/discord/guilds/${demoServer}?audit=0`);
      return members.find((member) => member.username === username)?.roles;
    };
    await expect.poll(rolesOf, { timeout: 30_000 }).toEqual([proRole]);
    await customer.close();
  });
});
