/**
 * The web server of the storm, without its pages: it receives purchase events, and lets customers claim and switch
 * accounts. It is its own process, so that it can be killed. The verbs are the product's.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { and, eq, isNull, sql } from "drizzle-orm";
import { DELETE as revokeByApi } from "@/app/api/entitlements/[id]/grants/[grant_id]/route";
import { closeDatabase, db, inTransaction } from "@/db/client";
import { liveGrant } from "@/db/live-grant";
import {
  businesses,
  customers,
  discordAccounts,
  entitlements,
  grants,
  guilds,
  paymentConnections,
} from "@/db/schema";
import type { Actor } from "@/lib/audit";
import type { AuthorizationResult } from "@/lib/connect/authorization-result";
import { finishAuthorization, startPortalConnection } from "@/lib/connect/connect-account";
import { confirmHeldAccount } from "@/lib/connect/held-account";
import { openClaimLink } from "@/lib/connect/open-claim-link";
import { decrypt } from "@/lib/crypto";
import { endEntitlement } from "@/lib/entitlements/end-entitlement";
import { GatehouseError } from "@/lib/errors";
import { checkGuild } from "@/lib/guilds/check-guild";
import { newId } from "@/lib/ids";
import type { ConnectionRow } from "@/lib/payments/connection-row";
import { connectProvider } from "@/lib/payments/connections/connect-provider";
import { disconnectProvider } from "@/lib/payments/connections/disconnect-provider";
import { replaceKey } from "@/lib/payments/connections/replace-key";
import { attachEntitlement, listProducts } from "@/lib/products/products";
import { receiveEvent } from "@/lib/purchases/receive-event";
import { createEndpoint } from "@/lib/webhooks/endpoints";
import type { Connection } from "./story";

const actor: Actor = { kind: "person", id: "usr_storm", label: "storm@bench.test" };
const browserOf = (user: string) => `the browser of ${user}`;
const sandbox = process.env.SANDBOX_URL ?? "";

export type SetUp = {
  accounts: (Pick<Connection, "provider" | "account" | "apiKey"> & { sink: string })[];
  guilds: {
    id: string;
    account: number;
    roles: Record<"Pro" | "VIP", string>;
    products: Record<"Pro" | "VIP" | "Lifetime", string>;
    sellsMembership: boolean;
  }[];
};
export type SetUpDone = { connections: { id: string; secret: string }[] };

async function setUp({ accounts, guilds: servers }: SetUp): Promise<SetUpDone> {
  const connections: SetUpDone["connections"] = [];
  for (const [number, account] of accounts.entries()) {
    const businessId = newId("business");
    await db()
      .insert(businesses)
      .values({ id: businessId, slug: `storm-${number}`, name: `Storm ${number}` });
    const connection = await connectProvider({
      businessId,
      provider: account.provider,
      name: "Shop",
      apiKey: account.apiKey,
      baseUrl: account.provider === "stripe" ? sandbox : null,
      webhookSecret: null,
      externalBusinessId: account.provider === "stripe" ? null : account.account,
      actor,
    });
    connections.push({ id: connection.id, secret: secretOf(connection) });
    await inTransaction((tx) => createEndpoint(tx, businessId, { url: account.sink }, actor));
    for (const server of servers.filter((one) => one.account === number))
      await connectServer(businessId, server);
  }
  return { connections };
}

export type NewKey = Pick<Connection, "provider" | "apiKey"> & { connectionId: string };

async function takeKey({ connectionId, apiKey }: Omit<NewKey, "provider">): Promise<object> {
  const { businessId } = await connectionNow(connectionId);
  await replaceKey(businessId, connectionId, apiKey, actor);
  return {};
}

/** The merchant disconnects the provider, and connects it again. */
async function reconnect({
  connectionId,
  provider,
  apiKey,
}: NewKey): Promise<SetUpDone["connections"][number]> {
  const former = await connectionNow(connectionId);
  const { businessId, name, baseUrl } = former;
  // A call that died in the middle is made again.
  if (!former.disconnectedAt) await disconnectProvider(businessId, connectionId, actor);
  const made = { businessId, provider, name, baseUrl, apiKey, webhookSecret: null, externalBusinessId: null };
  const connection = await connectProvider({ ...made, actor });
  return { id: connection.id, secret: secretOf(connection) };
}

async function connectionNow(id: string): Promise<ConnectionRow> {
  const [row] = await db().select().from(paymentConnections).where(eq(paymentConnections.id, id));
  if (!row) throw new Error(`there is no connection ${id}`);
  return row;
}

function secretOf({ id, webhookSecret }: ConnectionRow): string {
  return decrypt(webhookSecret, `payment_connections.webhook_secret:${id}`);
}

async function connectServer(businessId: string, server: SetUp["guilds"][number]): Promise<void> {
  await db().insert(guilds).values({ id: server.id, businessId, name: "Server", connectedBy: actor.id });
  await checkGuild(server.id, "waiting");
  const all = await listProducts(db(), businessId, { limit: 500 });
  const give = async (name: string, roleId: string | null, ...products: string[]) => {
    const id = newId("entitlement");
    await db().insert(entitlements).values({ id, businessId, guildId: server.id, roleId, name });
    for (const product of all)
      if (products.includes(product.externalId ?? ""))
        await inTransaction((tx) =>
          attachEntitlement(tx, businessId, product.id, id, { existingToo: false }, actor),
        );
  };
  const { Pro, VIP, Lifetime } = server.products;
  await give("Pro", server.roles.Pro, Pro, VIP);
  await give("VIP", server.roles.VIP, VIP);
  await give("Patron", server.roles.Pro, Lifetime);
  if (server.sellsMembership) await give("Member", null, Lifetime);
}

export type Claim = { customerId: string; user: string };
export type Claimed = { outcome: "linked" | "nothing to claim" | "again"; why?: string };

/** Opens a claim link and consents as this Discord user. */
async function claim({ customerId, user }: Claim): Promise<Claimed> {
  const [waiting] = await db()
    .select({ id: grants.id, link: grants.linkToken })
    .from(grants)
    .innerJoin(customers, eq(customers.id, grants.customerId))
    .where(
      and(
        eq(customers.externalId, customerId),
        isNull(grants.discordUserId),
        eq(grants.status, "pending"),
        liveGrant(),
      ),
    )
    .limit(1);
  if (!waiting?.link) return { outcome: "nothing to claim" };
  const opened = await openClaimLink(
    decrypt(waiting.link, `grants.link_token:${waiting.id}`),
    browserOf(user),
    true,
  );
  if (opened.kind !== "consent") return { outcome: "again", why: opened.kind };
  return consent(opened.url, user);
}

/** The customer connects another Discord user in the portal. */
async function switchTo({ customerId, user }: Claim): Promise<Claimed> {
  const [customer] = await db()
    .select({ id: customers.id, businessId: customers.businessId })
    .from(customers)
    .innerJoin(discordAccounts, eq(discordAccounts.customerId, customers.id))
    .where(and(eq(customers.externalId, customerId), isNull(discordAccounts.unlinkedAt)));
  if (!customer) return { outcome: "nothing to claim" };
  return consent(await startPortalConnection(customer, browserOf(user)), user);
}

async function consent(url: string, user: string): Promise<Claimed> {
  const answer = await fetch(`${sandbox}/control/discord/authorize`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ url, user_id: user }),
  });
  const { location } = (await answer.json()) as { location: string };
  const query = new URL(location).searchParams;
  const text = (name: string) => query.get(name);
  const callback = { state: text("state"), code: text("code"), error: text("error"), iss: text("iss") };
  const result: AuthorizationResult = await pressConnect(
    await finishAuthorization(callback, { browser: browserOf(user), dashboardEmail: null }),
    browserOf(user),
  );
  if (result.kind === "linked") return { outcome: "linked" };
  return { outcome: "again", why: result.kind === "refused" ? result.why : result.kind };
}

/** Whoever has bought twice is asked before their Discord account is connected again. */
async function pressConnect(result: AuthorizationResult, browser: string): Promise<AuthorizationResult> {
  return result.kind === "confirm" ? confirmHeldAccount(result.key, browser) : result;
}

/** A merchant ends an entitlement for everybody. */
async function endForAll({ entitlementId }: { entitlementId: string }): Promise<{ runId: string }> {
  const [entitlement] = await db()
    .select({ businessId: entitlements.businessId })
    .from(entitlements)
    .where(eq(entitlements.id, entitlementId));
  return inTransaction((tx) => endEntitlement(tx, entitlement?.businessId ?? "", entitlementId, actor));
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const [, kind, id = ""] = (request.url ?? "").split("/");
  const respond = (status: number, body: unknown) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  try {
    if (kind === "api") return void (await answerApi(request, response));
    if (kind === "hooks") return void respond(200, await receiveEvent(id, headersOf(request), raw));
    const body = JSON.parse(raw.toString("utf8"));
    if (kind === "set-up") return void respond(200, await setUp(body));
    if (kind === "key") return void respond(200, await takeKey(body));
    if (kind === "reconnect") return void respond(200, await reconnect(body));
    if (kind === "claim") return void respond(200, await claim(body));
    if (kind === "switch") return void respond(200, await switchTo(body));
    if (kind === "end") return void respond(200, await endForAll(body));
    respond(404, {});
  } catch (error) {
    const status = error instanceof GatehouseError && error.code !== "unavailable" ? 422 : 503;
    if (status === 422 || kind === "set-up") console.error(error);
    respond(status, { error: String(error) });
  }
}

/** The product's own route, without Next: `DELETE /api/entitlements/{id}/grants/{grant_id}`. */
async function answerApi({ url = "", headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, , , id = "", , grant_id = ""] = url.split("/");
  const call = new Request(new URL(url, process.env.APP_URL), {
    method: "DELETE",
    headers: { authorization: headers.authorization ?? "" },
  });
  const answered = await revokeByApi(call, { params: Promise.resolve({ id, grant_id }) });
  response.writeHead(answered.status, { "content-type": "application/json" }).end(await answered.text());
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (typeof value === "string" && /^(webhook|stripe)-/.test(name)) headers.set(name, value);
  return headers;
}

await db().execute(sql`select 1`);
const server = createServer((request, response) => void answer(request, response));
server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("web is ready"));
process.on("SIGTERM", () => void closeDatabase().finally(() => process.exit(0)));
