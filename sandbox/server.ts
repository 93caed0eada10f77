import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import { Hono } from "hono";
import { type ApiEnv, injectFaults, recordRequests } from "./api-gate";
import { controlRoutes } from "./control";
import { sandboxCredentials } from "./credentials";
import { discordLimits } from "./discord/rate-limits";
import { discordRoutes } from "./discord/routes";
import { frontPage } from "./front-page";
import { hooksRoutes } from "./hooks/routes";
import { inboxRoutes } from "./inbox/routes";
import { ownPagesOnly } from "./own-pages";
import { pageAssets, problemPage } from "./page";
import { Refusal } from "./refusal";
import { shopRoutes } from "./shop/routes";
import { World, type WorldOptions } from "./state";

export type SandboxOptions = WorldOptions & { port?: number; host?: string; quiet?: boolean };
export type Sandbox = { url: string; world: World; close(): Promise<void> };

/** Starts a sandbox in this process; port 0 takes any free one. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const world = new World(options);
  const app = sandboxApp(world);
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
  server.listen(options.port ?? 4000, options.host);
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : options.port;
  if (!options.sandboxUrl) world.sandboxUrl = `http://localhost:${port}`;
  if (!options.quiet) console.log(`sandbox ready at ${world.sandboxUrl}`);
  return { url: world.sandboxUrl, world, close: () => close(server, world) };
}

export function sandboxApp(world: World): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.use(ownPagesOnly(world));
  const replay = async (request: Request) => app.fetch(request, { late: true });
  if (world.hasDiscord) {
    app.use(
      "/api/*",
      recordRequests(world, "discord"),
      discordLimits(world),
      injectFaults(world, "discord", replay),
    );
  }
  for (const path of ["/emails", "/emails/*", "/dodo/*"]) {
    app.use(path, recordRequests(world, "other"), injectFaults(world, "other", replay));
  }
  for (const path of ["/v1/*", "/stripe/v1/*"]) {
    app.use(path, recordRequests(world, "stripe"), injectFaults(world, "stripe", replay));
  }
  app.route("/control", controlRoutes(world));
  app.route("/", pageAssets(world));
  app.route("/", frontPage(world));
  if (world.hasDiscord) app.route("/", discordRoutes(world));
  app.route("/", inboxRoutes(world));
  app.route("/", shopRoutes(world));
  app.route("/", hooksRoutes(world));
  app.onError((error, c) => {
    if (error instanceof Refusal) return c.html(problemPage(world, error.message), error.status);
    console.error(error);
    return c.html(
      problemPage(world, "Something went wrong in the sandbox itself. Its log has the details."),
      500,
    );
  });
  const nothing = world.hasDiscord
    ? "There is nothing at this address."
    : "There is nothing at this address. This sandbox has no Discord, because yours is real.";
  app.notFound((c) => c.html(problemPage(world, nothing), 404));
  return app;
}

async function close(server: ServerType, world: World): Promise<void> {
  server.close();
  if ("closeAllConnections" in server) server.closeAllConnections();
  await world.save();
}

/**
 * Whether this sandbox stands in for Discord too. Beside a real application it only serves a trial on one's own
 * machine: anywhere else it would keep customers' mail from them.
 */
function standsInForDiscord(env: NodeJS.ProcessEnv): boolean {
  const real = env.DISCORD_CLIENT_ID && env.DISCORD_CLIENT_ID !== sandboxCredentials.discord.clientId;
  const off = env.SANDBOX_DISCORD === "off";
  if ((real || off) && env.APP_URL?.startsWith("https:"))
    stop(
      `DISCORD_CLIENT_ID names a real application and APP_URL is ${env.APP_URL}. The sandbox is for this machine only.`,
    );
  if (real && !off)
    stop("DISCORD_CLIENT_ID names a real application, and mail settings or APP_URL say it is no trial.");
  return !off;
}

function stop(why: string): never {
  console.error(`The sandbox can't start: ${why}`);
  process.exit(1);
}

function numberSetting(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const value = Number(env[name] || fallback);
  if (!Number.isFinite(value) || value <= 0) stop(`${name} is "${env[name]}", and must be a number above 0.`);
  return value;
}

async function main(): Promise<void> {
  const { env } = process;
  const discord = standsInForDiscord(env);
  const port = numberSetting(env, "SANDBOX_PORT", 4000);
  const sandbox = await startSandbox({
    port,
    discord,
    timeScale: numberSetting(env, "SANDBOX_TIME_SCALE", 1),
    ...(env.SANDBOX_STATE_FILE ? { stateFile: env.SANDBOX_STATE_FILE } : {}),
    ...(env.APP_URL ? { appUrl: env.APP_URL } : {}),
    ...(env.SANDBOX_HOST ? { host: env.SANDBOX_HOST } : {}),
    ...(env.SANDBOX_URL ? { sandboxUrl: env.SANDBOX_URL } : {}),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE") stop(`port ${port} is taken; set SANDBOX_PORT to a free one.`);
    throw error;
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
