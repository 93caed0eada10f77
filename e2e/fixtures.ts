import { createHash, randomBytes } from "node:crypto";
import {
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from "@playwright/test";
import postgres from "postgres";
import {
  appUrl,
  authorize,
  beOnDiscord,
  caught,
  control,
  mail,
  openInMail,
  sandboxUrl,
  unique,
} from "./sandbox";

type Json = Record<string, unknown>;
type Server = { id: string; roles: Record<string, string>; ownerId: string; botRoleId: string };
type Bought = { customer_id: string; payment_id: string; subscription_id: string | null };
export type Merchant = Awaited<ReturnType<typeof openBusiness>>;

type Fixtures = {
  /** A signed-in owner of a new business with an account at the sandbox's shop. */
  merchant: (name?: string) => Promise<Merchant>;
  /** Another person's browser. */
  someone: (options?: BrowserContextOptions) => Promise<Page>;
  /** Every test fails if a page of ours logs an error. */
  consoleErrors: string[];
};

export const test = base.extend<Fixtures, { sql: postgres.Sql }>({
  sql: [
    async ({ browserName: _ }, use) => {
      const sql = postgres(process.env.E2E_DATABASE_URL ?? "", { max: 2, onnotice: () => {} });
      await use(sql);
      await sql.end({ timeout: 5 });
    },
    { scope: "worker" },
  ],
  consoleErrors: [
    async ({ browserName: _ }, use) => {
      const errors: string[] = [];
      await use(errors);
      expect(errors, "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],
  page: async ({ page, context, consoleErrors }, use) => {
    listen(context, consoleErrors);
    await use(page);
  },
  someone: async ({ browser, consoleErrors }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      listen(context, consoleErrors);
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
  merchant: async ({ browser, sql, consoleErrors }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (name = "Corner Shop") => {
      const context = await browser.newContext();
      listen(context, consoleErrors);
      contexts.push(context);
      return openBusiness(sql, await context.newPage(), name);
    });
    for (const context of contexts) await context.close();
  },
});
export { expect };

function listen(context: BrowserContext, errors: string[]): void {
  context.on("console", (message) => {
    if (message.type() !== "error" || !message.location().url.startsWith(appUrl())) return;
    // The browser also logs an error for a page that is expected to be missing.
    if (message.text().includes("404") && message.page()?.url() === message.location().url) return;
    errors.push(`${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => errors.push(String(error.error())));
}

/** Inserts a business, as `npm run invite -- --create` and a sign-in would. */
async function openBusiness(sql: postgres.Sql, page: Page, name: string) {
  const slug = unique("shop").replace("_", "-");
  const [businessId, userId, token] = [unique("bus"), unique("usr"), secret()];
  const email = `${slug}@merchants.test`;
  await sql`insert into businesses (id, slug, name, support_email) values (${businessId}, ${slug}, ${name}, ${`help@${slug}.test`})`;
  await sql`insert into users (id, email, name, email_verified) values (${userId}, ${email}, ${`Owner of ${name}`}, now())`;
  await sql`insert into members (id, business_id, user_id, role) values (${unique("mbr")}, ${businessId}, ${userId}, 'owner')`;
  await sql`insert into sessions (session_token, user_id, expires) values (${hash(token)}, ${userId}, now() + interval '1 day')`;
  await page.context().addCookies([{ name: "gatehouse-session", value: token, url: appUrl() }]);
  const key = `gh_${secret()}`;
  await sql`insert into api_keys (id, business_id, name, hash, hint) values (${unique("key")}, ${businessId}, 'journey', ${hash(key)}, ${key.slice(-4)})`;
  const account = await control<{ business_id: string; api_key: string }>("/shop/accounts", { name });

  const merchant = {
    page,
    slug,
    name,
    email,
    key,
    account: account.business_id,
    apiKey: account.api_key,

    open: (path = "") => page.goto(`/${slug}${path}`),

    /** Connects the shop in the settings, as a merchant does. */
    async connectShop(...products: { name: string; recurring: boolean }[]) {
      for (const product of products) await makeProduct(account.api_key, product);
      await merchant.open("/settings/payments");
      await page.getByRole("button", { name: "Connect a provider" }).click();
      await page.getByLabel("API key", { exact: true }).fill(account.api_key);
      await page.getByRole("button", { name: "Connect", exact: true }).click();
      await page.getByRole("button", { name: "Done" }).click();
      await expect(page.getByRole("heading", { name: "Dodo Payments" })).toBeVisible();
    },

    /** A new server with the bot in it, its role above all the others. */
    async connectServer(...roles: string[]): Promise<Server> {
      const owner = await control<{ id: string }>("/discord/users", { username: unique("owner") });
      const made = await control<{ id: string; roles: Record<string, string> }>("/discord/guilds", {
        name: `${name} Server`,
        owner_id: owner.id,
        roles: roles.map((role) => ({ name: role })),
      });
      const start = await page.request.get(`/${slug}/servers/connect`, { maxRedirects: 0 });
      const { location } = await control<{ location: string }>("/discord/authorize", {
        url: start.headers().location,
        user_id: owner.id,
        guild_id: made.id,
      });
      await page.goto(location);
      await expect(page.getByRole("heading", { name: "Server connected" })).toBeVisible();
      const { bot } = await control<{ bot: { role_id: string } }>(`/discord/guilds/${made.id}`);
      const move = { role_id: bot.role_id, position: roles.length + 1 };
      await control(`/discord/guilds/${made.id}/move-role`, move);
      return { ...made, ownerId: owner.id, botRoleId: bot.role_id };
    },

    async api<T = Json>(method: string, path: string, body?: Json): Promise<T> {
      const response = await fetch(`${appUrl()}/api${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
      return JSON.parse(text || "null") as T;
    },

    /** An entitlement to a role (or to membership alone), attached to products by their names. */
    async entitlement(server: Server, role: string | null, ...products: string[]): Promise<string> {
      const { id } = await merchant.api<{ id: string }>("POST", "/entitlements", {
        name: role ? `${role} role` : "Membership",
        integration_type: "discord",
        integration_config: { guild_id: server.id, ...(role && { role_id: server.roles[role] }) },
      });
      const { items } = await merchant.api<{ items: { product_id: string; name: string }[] }>(
        "GET",
        "/products",
      );
      for (const product of items.filter((one) => products.includes(one.name))) {
        const { entitlements } = await merchant.api<{ entitlements: { id: string }[] }>(
          "GET",
          `/products/${product.product_id}`,
        );
        await merchant.api("PATCH", `/products/${product.product_id}`, {
          entitlements: [...entitlements, { id }].map((one) => ({ entitlement_id: one.id })),
        });
      }
      return id;
    },

    buy(product: string, who: string): Promise<Bought> {
      const given = { product, email: who, name: nameOf(who), account: account.business_id };
      return control<Bought>("/shop/buy", given);
    },
    subscription: ({ subscription_id }: Bought, step: string, body: Json = {}) =>
      control(`/shop/subscriptions/${subscription_id}/${step}`, body),
    payment: ({ payment_id }: Bought, step: string, body: Json = {}) =>
      control(`/shop/payments/${payment_id}/${step}`, body),

    /** The statuses and reasons of a customer's grants, by entitlement name. */
    async grants(who: string): Promise<string[]> {
      const rows = await sql<{ line: string }[]>`
        select e.name || ': ' || g.status || coalesce(' ' || g.revocation_reason, '') as line
        from grants g join customers c on c.id = g.customer_id join entitlements e on e.id = g.entitlement_id
        where c.business_id = ${businessId} and c.email = ${who} order by 1`;
      return rows.map(({ line }) => line);
    },
    async expectGrants(who: string, ...lines: string[]): Promise<void> {
      await expect.poll(() => merchant.grants(who), { message: `grants of ${who}` }).toEqual(lines);
    },

    /** Waits until this many of the provider's events of a type about a subscription were processed. */
    async expectProcessed({ subscription_id }: Bought, type: string, times: number): Promise<void> {
      const processed = async () => {
        const [row] = await sql<{ n: number }[]>`
          select count(*)::int as n from inbox_events where business_id = ${businessId} and type = ${type}
          and body like ${`%${subscription_id}%`} and processed_at is not null`;
        return row?.n;
      };
      await expect.poll(processed, { message: `${type} processed` }).toBe(times);
    },

    /** Makes the audit of all members, which runs twice a day, due now. */
    makeAuditDue: () => sql`update guilds set audit_due_at = now() where business_id = ${businessId}`,

    /** A webhook endpoint at the sandbox's catcher, which checks each signature. */
    async endpoint(): Promise<{ id: string; catcher: string }> {
      const catcher = unique("hook");
      const url = `${sandboxUrl()}/hooks/catch/${catcher}`;
      const { id } = await merchant.api<{ id: string }>("POST", "/webhooks", { url });
      const { secret: signing } = await merchant.api<{ secret: string }>("GET", `/webhooks/${id}/secret`);
      await control(`/hooks/${catcher}/secret`, { secret: signing });
      return { id, catcher };
    },
  };
  return merchant;
}

/** A customer opens the link in the claim mail and authorizes. */
export async function claim(page: Page, email: string, username: string): Promise<void> {
  const { links } = await mail(email, /^Join the/);
  await page.goto(links.find((link) => link.includes("/connect/discord/")) ?? "");
  await beOnDiscord(page, username);
  await authorize(page);
  await expect(page).toHaveURL(/\/discord\/result\//);
}

/** A customer signs in to the portal by the mailed link. */
export async function signInToPortal(page: Page, email: string): Promise<Page> {
  await page.goto("/portal");
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Email me a link" }).click();
  await expect(page.getByRole("heading", { name: "Check your email" })).toBeVisible();
  const portal = await openInMail(page, email, /^Sign in to see/, "Sign in");
  await portal.getByRole("button", { name: "Sign in" }).click();
  await expect(portal.getByRole("heading", { name: "Your access" })).toBeVisible();
  return portal;
}

/** Waits until exactly events of these types have reached a catcher, oldest first. */
export async function expectDeliveries(catcher: string, types: string[]): Promise<void> {
  const receivedTypes = async () =>
    (await caught(catcher)).map(({ json }) => json?.type.replace("entitlement_grant.", ""));
  await expect.poll(receivedTypes, { message: "deliveries" }).toEqual(types);
}

async function makeProduct(apiKey: string, product: { name: string; recurring: boolean }): Promise<void> {
  const monthly = {
    type: "recurring_price",
    payment_frequency_count: 1,
    payment_frequency_interval: "Month",
    subscription_period_count: 10,
    subscription_period_interval: "Year",
  };
  const price = { price: 1200, currency: "USD", discount: 0, purchasing_power_parity: false };
  const response = await fetch(`${sandboxUrl()}/dodo/products`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({
      name: product.name,
      tax_category: "saas",
      price: { ...price, ...(product.recurring ? monthly : { type: "one_time_price" }) },
    }),
  });
  if (!response.ok) throw new Error(`product: ${await response.text()}`);
}

export const pro = { name: "Pro", recurring: true };
export const vip = { name: "VIP", recurring: true };
export const lifetime = { name: "Lifetime", recurring: false };

export function address(username: string): string {
  return `${username}@customers.test`;
}

function nameOf(email: string): string {
  const word = email.split(/[@_]/)[0] ?? email;
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function secret(): string {
  return randomBytes(32).toString("base64url");
}

function hash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
