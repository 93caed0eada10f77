import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type ServerType, serve } from "@hono/node-server";
import DodoPayments from "dodopayments";
import { afterAll, beforeAll } from "vitest";
import { db, inTransaction } from "@/db/client";
import { businesses, users } from "@/db/schema";
import { testSandbox } from "@/e2e/harness/database";
import { createApiKey } from "@/lib/api-keys";
import { system } from "@/lib/audit";
import { finishInstall, startInstall } from "@/lib/guilds/connect-guild";
import { newId } from "@/lib/ids";

type Handler = (
  request: Request,
  context: { params: Promise<Record<string, string> | undefined> },
) => Promise<Response>;
export type RouteFile = { path: string; methods: Record<string, Handler> };

const root = process.cwd();
const notPublic = /^\/api\/(auth|hooks|dashboard|health|logos|metrics|openapi\.json|portal)(\/|$)/;

/** The route files of the public API, as Next finds them: `/api/entitlements/[id]` and its methods. */
export async function publicRoutes(): Promise<RouteFile[]> {
  const files = readdirSync(join(root, "app/api"), { recursive: true, encoding: "utf8" });
  const paths = files
    .filter((file) => /(^|\/)route\.ts$/.test(file))
    .map((file) => `/api/${file.replace(/\/?route\.ts$/, "")}`)
    .filter((path) => !notPublic.test(path));
  return Promise.all(
    paths.map(async (path) => ({ path, methods: await import(join(root, "app", path, "route.ts")) })),
  );
}

/** The route handlers on a real port, chosen by path as Next does. */
export const world = {
  url: "",
  businessId: "",
  key: "",
  readOnlyKey: "",
  guildId: "",
  roleId: "",
  highRoleId: "",
};
let server: ServerType | undefined;

export function openApiWorld(): void {
  beforeAll(async () => {
    const routes = await publicRoutes();
    const listening = new Promise<number>((resolve) => {
      const fetchRoute = (request: Request) => dispatch(routes, request);
      server = serve({ fetch: fetchRoute, port: 0, hostname: "127.0.0.1" }, ({ port }) => resolve(port));
      // Reusing a connection that was closed while idle would fail a test now and then.
      if ("maxRequestsPerSocket" in server) server.maxRequestsPerSocket = 1;
    });
    world.url = `http://127.0.0.1:${await listening}/api`;
    Object.assign(world, await openBusiness());
    Object.assign(world, await connectServer(world.businessId));
  });
  afterAll(() => {
    server?.close();
  });
}

async function dispatch(routes: RouteFile[], request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const fits = routes
    .map(({ path, methods }) => ({ path, methods, found: patternOf(path).exec(pathname) }))
    .filter(({ found }) => found !== null)
    .sort((one, other) => rank(one.path) - rank(other.path));
  const [first] = fits;
  const handler = first?.methods[request.method];
  if (!first?.found || !handler) return new Response(null, { status: first ? 405 : 404 });
  const { groups } = first.found;
  const params =
    groups && Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
  return handler(request, { params: Promise.resolve(params) });
}

const patternOf = (path: string) =>
  new RegExp(`^${path.replace(/\[\.\.\.(\w+)\]/g, "(?<$1>.+)").replace(/\[(\w+)\]/g, "(?<$1>[^/]+)")}$`);
const rank = (path: string) => (path.includes("[...") ? 100 : (path.match(/\[/g) ?? []).length);

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export async function openBusiness(): Promise<{ businessId: string; key: string; readOnlyKey: string }> {
  const businessId = newId("business");
  await db().insert(businesses).values({ id: businessId, slug: businessId.toLowerCase(), name: "Demo" });
  const made = (readOnly: boolean) =>
    inTransaction((tx) =>
      createApiKey(tx, {
        businessId,
        name: readOnly ? "reader" : "writer",
        readOnly,
        expiresAt: null,
        actor: system,
      }),
    );
  return { businessId, key: (await made(false)).key, readOnlyKey: (await made(true)).key };
}

/** A new server in the sandbox, with the bot in it and a role that the bot can give. */
export async function connectServer(businessId: string) {
  const owner = await control("/discord/users", {
    username: `mona${Math.random().toString(36).slice(2, 8)}`,
  });
  const guild = await control("/discord/guilds", {
    name: "The Lounge",
    owner_id: owner.id,
    roles: [{ name: "Pro" }, { name: "High" }],
  });
  const guildId = String(guild.id);
  const userId = newId("user");
  await db()
    .insert(users)
    .values({ id: userId, email: `${userId}@demo.test` });
  const url = await inTransaction((tx) => startInstall(tx, { businessId, userId, browser: "browser" }));
  const { location } = await control("/discord/authorize", { url, user_id: owner.id, guild_id: guildId });
  const back = new URL(String(location)).searchParams;
  const installed = await finishInstall(
    { code: back.get("code"), state: back.get("state"), error: null, iss: back.get("iss"), guildId },
    { browser: "browser", userId, actor: { kind: "person", id: userId, label: "mona" } },
  );
  if (installed.kind !== "connected") throw new Error(JSON.stringify(installed));
  const report = await (await fetch(`${testSandbox().url}/control/discord/guilds/${guildId}`)).json();
  const [roleId, highRoleId] = ["Pro", "High"].map(
    (name) => report.roles.find((role: { name: string }) => role.name === name).id,
  );
  await control(`/discord/guilds/${guildId}/move-role`, { role_id: report.bot.role_id, position: 99 });
  await control(`/discord/guilds/${guildId}/move-role`, { role_id: highRoleId, position: 99 });
  return { guildId, roleId, highRoleId };
}

export async function control(path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${testSandbox().url}/control${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer.json();
}

/** The published SDK, as a merchant's program would use it. */
export function sdk(key = world.key): DodoPayments {
  return new DodoPayments({ bearerToken: key, baseURL: world.url, webhookKey: null, maxRetries: 0 });
}

/** A call without the SDK. */
export async function call(
  method: string,
  path: string,
  options: { body?: unknown; raw?: BodyInit; headers?: Record<string, string>; key?: string | null } = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const { body, raw, headers, key = world.key } = options;
  const answer = await fetch(`${world.url}${path}`, {
    method,
    headers: {
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...((body !== undefined || raw !== undefined) && { "content-type": "application/json" }),
      ...headers,
    },
    ...((raw ?? body) !== undefined && { body: raw ?? JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === "" ? {} : JSON.parse(text) };
}
