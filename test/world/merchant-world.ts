import { and, asc, eq, sql } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { db, inTransaction } from "@/db/client";
import { ofAccess } from "@/db/of-access";
import {
  accesses,
  businesses,
  emails,
  entitlements,
  grants,
  guilds,
  inboxEvents,
  members,
  users,
  webhookEvents,
} from "@/db/schema";
import { testSandbox } from "@/e2e/harness/database";
import type { Actor } from "@/lib/audit";
import type { AuthorizationResult } from "@/lib/connect/authorization-result";
import { finishAuthorization, startPortalConnection } from "@/lib/connect/connect-account";
import { confirmHeldAccount } from "@/lib/connect/held-account";
import { openClaimLink } from "@/lib/connect/open-claim-link";
import { decrypt } from "@/lib/crypto";
import { listGrants } from "@/lib/grants/find-grants";
import { grantLink } from "@/lib/grants/serialize-grant";
import { checkGuild } from "@/lib/guilds/check-guild";
import { newId } from "@/lib/ids";
import { catalog } from "@/lib/jobs/catalog";
import { drain } from "@/lib/jobs/runner";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { connectProvider } from "@/lib/payments/connections/connect-provider";
import { attachEntitlement, listProducts } from "@/lib/products/products";
import { receiveEvent } from "@/lib/purchases/receive-event";
import { realNow } from "./own-clock";
import { control, newUser } from "./sandbox-world";

export const actor: Actor = { kind: "person", id: "usr_1", label: "mona@demo.test" };
const browser = "the browser of the test";

type Json = Record<string, unknown>;

/** Runs the check of every server, `times` times: a missing bot has to be missing more than once. */
export async function checkServers(times = 1): Promise<void> {
  for (let time = 0; time < times; time++) {
    await db().update(guilds).set({ dueAt: sql`now()`, checkedAt: sql`checked_at - interval '1 minute'` });
    await db().execute(sql`delete from token_buckets where key like 'try-server:%'`);
    await settle();
  }
}

/** Runs the audit of every server, and the repairs that follow. */
export async function auditServers(): Promise<void> {
  await db().update(guilds).set({ auditDueAt: sql`now()` });
  await settle();
  await timePasses();
}

/** Runs all due background work until none is left. */
export function settle(): Promise<void> {
  return drain(catalog);
}

/** Makes every row that waits for a retry due now, and runs it. */
export async function timePasses(): Promise<void> {
  await db().update(accesses).set({ dueAt: sql`now()` }).where(sql`due_at is not null`);
  await db().update(inboxEvents).set({ dueAt: sql`now()` }).where(sql`due_at is not null`);
  await db().execute(sql`update rate_buckets set blocked_until = null`);
  await db().update(grants).set({ dueAt: sql`now()` }).where(sql`due_at <= now() + interval '1 minute'`);
  await settle();
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** A business with a payment provider, and what tests do with it. */
export async function openWorld() {
  const businessId = newId("business");
  await db().insert(businesses).values({ id: businessId, slug: businessId.toLowerCase(), name: "Demo" });
  const account = await control<{ business_id: string; api_key: string }>("/shop/accounts", { name: "Demo" });
  await makeProducts(account.api_key);
  const connection = await connectProvider({
    businessId,
    provider: "dodo",
    name: "Shop",
    apiKey: account.api_key,
    baseUrl: null,
    webhookSecret: null,
    externalBusinessId: null,
    actor,
  });
  const owner = await newUser("owner");
  const received = new Set<string>();

  const world = {
    businessId,
    connection,
    owner,
    account: account.business_id,
    apiKey: account.api_key,

    async guild(options: Json = {}) {
      const roles = [{ name: "Member" }, { name: "Pro" }, { name: "VIP" }];
      const made = await control<{ id: string; roles: Record<string, string> }>("/discord/guilds", {
        name: "Server",
        owner_id: owner,
        roles,
        bot: { permissions: "268435459", position: 4 },
        ...options,
      });
      await db().insert(guilds).values({ id: made.id, businessId, name: "Server", connectedBy: actor.id });
      await checkGuild(made.id, "waiting");
      return made;
    },

    /** An entitlement created without the check of its role, attached to the named products. */
    async entitlement(
      guildId: string,
      roleId: string | null,
      products: string[],
      more: Partial<typeof entitlements.$inferInsert> = {},
    ) {
      const id = newId("entitlement");
      await db()
        .insert(entitlements)
        .values({ id, businessId, guildId, roleId, name: `Role ${roleId}`, ...more });
      const all = await listProducts(db(), businessId, { limit: 50 });
      for (const product of all)
        if (products.includes(product.name))
          await inTransaction((tx) =>
            attachEntitlement(tx, businessId, product.id, id, { existingToo: false }, actor),
          );
      return id;
    },

    /** The provider's events that were not returned before, in their order. */
    async events(): Promise<{ id: string; body: string }[]> {
      const { events } = await control<{ events: { id: string; body: unknown }[] }>(
        `/shop/events?account=${account.business_id}`,
      );
      const fresh = events
        .filter(({ id }) => !received.has(id))
        .map(({ id, body }) => ({ id, body: JSON.stringify(body) }));
      for (const { id } of fresh) received.add(id);
      return fresh;
    },
    receive: (event: { id: string; body: string }) => receive(connection, event),
    /** `by`: the connection as it is now, where it has another secret than at first. */
    async receiveEvents(by: ConnectionRow = connection) {
      for (const event of await world.events()) await receive(by, event);
      await settle();
    },

    async buy(product: string, email: string) {
      const bought = await control<{
        customer_id: string;
        payment_id: string;
        subscription_id: string | null;
      }>("/shop/buy", {
        product,
        email,
        name: email,
        account: account.business_id,
      });
      await world.receiveEvents();
      return bought;
    },
    async subscription(id: string | null, verb: string, body: Json = {}) {
      await control(`/shop/subscriptions/${id}/${verb}`, { ...body, account: account.business_id });
      await world.receiveEvents();
    },
    async payment(id: string, verb: string, body: Json = {}) {
      await control(`/shop/payments/${id}/${verb}`, { ...body, account: account.business_id });
      await world.receiveEvents();
    },

    async grants(email: string) {
      const rows = await listGrants(db(), businessId, { search: email, limit: 50 });
      return rows.map(({ grant }) => grant).reverse();
    },
    async grant(email: string) {
      const [grant] = await world.grants(email);
      if (!grant) throw new Error(`${email} has no grant`);
      return grant;
    },
    async statuses(email: string) {
      return (await world.grants(email)).map(({ status }) => status);
    },
    async published(grantId: string) {
      const rows = await db()
        .select()
        .from(webhookEvents)
        .where(eq(webhookEvents.grantId, grantId))
        .orderBy(asc(webhookEvents.transition));
      return rows.map(({ type }) => type.replace("entitlement_grant.", ""));
    },

    /** Opens the newest claim link and consents as this Discord user. */
    async connect(email: string, userId: string): Promise<AuthorizationResult> {
      const links = (await world.grants(email)).map(grantLink).filter((link) => link !== null);
      const token = links.at(-1)?.split("/").at(-1);
      if (!token) throw new Error(`${email} has no link`);
      const own = `the browser of ${userId}`;
      const opened = await openClaimLink(token, own, true);
      if (opened.kind !== "consent") throw new Error(`the link is ${opened.kind}`);
      return pressConnect(await world.consent(opened.url, userId, {}, own), own);
    },
    async consent(
      url: string,
      userId: string,
      more: Json = {},
      from: string = browser,
      dashboardEmail: string | null = null,
    ): Promise<AuthorizationResult> {
      const { location } = await control<{ location: string }>("/discord/authorize", {
        url,
        user_id: userId,
        ...more,
      });
      const query = new URL(location).searchParams;
      const callback = {
        state: query.get("state"),
        code: query.get("code"),
        error: query.get("error"),
        iss: query.get("iss"),
      };
      const result = await finishAuthorization(callback, { browser: from, dashboardEmail });
      await settle();
      return result;
    },

    /** The customer connects this Discord user in the portal, which also switches accounts. */
    async portal(email: string, userId: string): Promise<AuthorizationResult> {
      const { customerId } = await world.grant(email);
      const url = await startPortalConnection({ id: customerId, businessId }, browser);
      return pressConnect(await world.consent(url, userId), browser);
    },

    /** Adds an owner, who gets the merchant's mails, and returns their address. */
    async team() {
      const userId = newId("user");
      const email = `${userId}@merchant.test`;
      await db().insert(users).values({ id: userId, email });
      await db()
        .insert(members)
        .values({ id: newId("member"), businessId, userId, role: "owner" });
      return email;
    },
    async mailsTo(to: string) {
      const rows = await db()
        .select()
        .from(emails)
        .where(and(eq(emails.to, to), eq(emails.businessId, businessId)))
        .orderBy(asc(emails.createdAt));
      return rows.map(({ template }) => template);
    },

    async access(guildId: string, userId: string) {
      const [row] = await db()
        .select()
        .from(accesses)
        .where(ofAccess(accesses, { guildId, discordUserId: userId }));
      return row ?? null;
    },
  };
  return world;
}

/** "Connect" on the page that asks first, if it did. */
async function pressConnect(result: AuthorizationResult, from: string): Promise<AuthorizationResult> {
  if (result.kind !== "confirm") return result;
  const confirmed = await confirmHeldAccount(result.key, from);
  await settle();
  return confirmed;
}

async function receive(connection: ConnectionRow, event: { id: string; body: string }) {
  const secret = decrypt(connection.webhookSecret, `payment_connections.webhook_secret:${connection.id}`);
  const now = realNow();
  const headers = new Headers({
    "webhook-id": event.id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign(event.id, now, event.body),
  });
  return receiveEvent(connection.id, headers, Buffer.from(event.body));
}

async function makeProducts(apiKey: string): Promise<void> {
  const recurring = {
    type: "recurring_price",
    payment_frequency_count: 1,
    payment_frequency_interval: "Month",
    subscription_period_count: 10,
    subscription_period_interval: "Year",
  };
  const prices = { Pro: recurring, VIP: recurring, Lifetime: { type: "one_time_price" } };
  for (const [name, price] of Object.entries(prices)) {
    const response = await fetch(`${testSandbox().url}/dodo/products`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({
        name,
        tax_category: "saas",
        price: { price: 1000, currency: "USD", discount: 0, purchasing_power_parity: false, ...price },
      }),
    });
    if (!response.ok) throw new Error(`product: ${await response.text()}`);
  }
}
