/** The points of the failure model at which something else than a death in a scenario happens. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { withoutSettings } from "../../e2e/harness/without-settings";
import { difference, live, runUndisturbed, wordsOf } from "./crash-points";
import { postEvent } from "./deeds";
import type { Notice, Order } from "./hook";
import { outcomeOf, settled } from "./outcome";
import { type Scenario, scenarios } from "./scenarios";
import { insist, type World } from "./world";

export type Disaster = {
  case: string;
  name: string;
  /** Takes longer than a test may. */
  long?: true;
  /** Answers what went wrong in each of its runs. */
  run(world: World): Promise<Trial[]>;
};
export type Trial = { what: string; story: string[] };

const role = "/guilds/{guild_id}/members/{user_id}/roles/{role_id}";

const changes = ["an upgrade", "a subscription ends"];
const calls = ["members/{id}#1", "/roles/{id}#1", "POST /emails#1", "POST /business-0#1"];
const commits = ["inbox_events", "commit accesses#1", "commit access_roles accesses"];

export const disasters: readonly Disaster[] = [
  one("C3", "an event comes while Postgres is down", eventWhileDown),
  { case: "C21", name: "the new key is first for some processes only", long: true, run: halfRotatedKeys },
  { case: "C22", name: "a migration dies", long: true, run: killedMigrations },
  ...changes.flatMap((scenario) =>
    [...calls, ...commits].map((point) =>
      one("C26", `Postgres restarts during ${scenario}, at ${point}`, (world) =>
        struck(world, scenario, point, () => world.rig.crashDatabase()),
      ),
    ),
  ),
  one("C27", "the database can only be read", readOnlyDatabase),
  { ...one("C28", "the worker stands still during a call", stalledWorker), long: true },
  ...changes.flatMap((scenario) =>
    [...calls, ...commits].map((point) =>
      one("C29", `the worker is told to stop during ${scenario}, at ${point}`, (world) =>
        toldToStop(world, scenario, point),
      ),
    ),
  ),
  ...["oauth2/token#1", "members/{id}#1", "/roles/{id}#1"].map((point) =>
    one("C29", `the web server is told to stop during a claim, at ${point}`, (world) =>
      toldToStop(world, "a claim", point),
    ),
  ),
];

function one(id: string, name: string, run: (world: World) => Promise<string[]>): Disaster {
  return { case: id, name, run: async (world) => [{ what: name, story: await run(world) }] };
}

function named(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (!found) throw new Error(`There is no scenario ${name}`);
  return found;
}

/** Something happens when the scenario comes to the first point of this kind; the end must be the same. */
async function struck(
  world: World,
  name: string,
  part: string,
  strike: () => Promise<void>,
): Promise<string[]> {
  const scenario = named(name);
  const { outcome: expected } = await runUndisturbed(world, scenario);
  // The calls that change something are still under way then.
  for (const method of ["PUT", "DELETE"])
    await world.rig.control("/faults", { route: `${method} ${role}`, kind: "slow", count: 1, ms: 1_000 });
  let strikes: Promise<void> | undefined;
  try {
    const { outcome } = await live(world, scenario, null, (point) => {
      if (point.includes(part)) strikes ??= strike();
    });
    await strikes;
    return [...difference(expected, outcome), ...(strikes ? [] : [`${part} never came`])];
  } finally {
    await fetch(`${world.rig.sandboxUrl}/control/faults`, { method: "DELETE" });
  }
}

async function eventWhileDown(world: World): Promise<string[]> {
  const story: string[] = [];
  const before = await runUndisturbed(world, named("a sale"));
  const { rig } = world;
  await rig.stopDatabase();
  const began = performance.now();
  const refused = await postEvent(world, "msg_while_down", saleOf(world, "down"));
  const seconds = (performance.now() - began) / 1_000;
  if (refused.status !== 503) story.push(`the event was answered with ${refused.status}`);
  if (refused.headers.get("retry-after") !== "5") story.push("the answer has no Retry-After: 5");
  if (seconds > 5) story.push(`the answer took ${seconds.toFixed(1)} s`);
  await rig.reviveDatabase();
  await insist("the event again", async () => {
    return (await postEvent(world, "msg_while_down", saleOf(world, "down"))).status === 200;
  });
  await settled(world);
  return [...story, ...difference(before.outcome, await outcomeOfSale(world, "down"))];
}

function saleOf({ shop }: World, name: string): string {
  return JSON.stringify({
    business_id: shop.connection.account,
    type: "subscription.active",
    timestamp: "2026-01-01T00:00:00.000Z",
    data: {
      subscription_id: `sub_${name}`,
      product_id: shop.products.Pro,
      status: "active",
      customer: { customer_id: `cus_${name}`, email: `${name}@crash.test`, name: "Buyer" },
      recurring_pre_tax_amount: 1000,
      currency: "USD",
    },
  });
}

function outcomeOfSale(world: World, name: string): Promise<string[]> {
  return outcomeOf(world, { ...world.newPerson(), email: `${name}@crash.test` });
}

/** The processes get the new key one by one: first for reading, and only once all have it, for writing. */
async function halfRotatedKeys(world: World): Promise<Trial[]> {
  const { rig } = world;
  const undisturbed = new Map<string, string[]>();
  for (const name of ["an upgrade", "a claim"])
    undisturbed.set(name, (await runUndisturbed(world, named(name))).outcome);
  const old = rig.env.ENCRYPTION_KEYS ?? "";
  const fresh = `second:${randomBytes(32).toString("base64")}`;
  const trials: Trial[] = [];
  for (const keys of [`${old},${fresh}`, `${fresh},${old}`])
    for (const process of ["web", "worker-1"] as const) {
      rig.env.ENCRYPTION_KEYS = keys;
      await restart(rig, process);
      const first = keys.startsWith(old) ? "old" : "new";
      for (const [name, expected] of undisturbed) {
        const { outcome } = await live(world, named(name), null);
        const what = `${name}, when ${process} has the ${first} key first`;
        trials.push({ what, story: difference(expected, outcome) });
      }
    }
  return trials;
}

async function restart(rig: World["rig"], name: "web" | "worker-1"): Promise<void> {
  await rig.rest(name);
  rig.start(name);
}

async function killedMigrations({ rig }: World): Promise<Trial[]> {
  const whole = await migrated(rig, null);
  const trials: Trial[] = [];
  for (const moment of whole.points.flatMap((point) => [`before:${point}`, `after:${point}`])) {
    const { died, schema } = await migrated(rig, moment);
    const story = difference(whole.schema, schema);
    if (!died) story.push("the migration never came to this moment");
    trials.push({ what: `a migration dies ${moment}`, story });
  }
  return trials;
}

let databases = 0;

/** Migrates an empty database, with a death at the moment; then once more, undisturbed. */
async function migrated({ databaseUrl, preload, sql, folder }: World["rig"], crashAt: string | null) {
  const name = `migrated_${databases++}`;
  await sql.unsafe(`create database ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  const settings = {
    ...withoutSettings(process.env),
    NODE_ENV: "production" as const,
    DEMO: "1",
    DATA_DIR: folder,
    DATABASE_URL: url.href,
  };
  const points: string[] = [];
  const migrate = async (crash: string | null) => {
    const child = spawn(process.execPath, [...preload, "--import", "tsx", "scripts/migrate.ts"], {
      env: { ...settings, ...(crash && { CRASH_AT: crash }) },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child.on("message", (notice: Notice) => "point" in notice && points.push(notice.point));
    await once(child, "exit");
    return child.signalCode === "SIGKILL";
  };
  const died = await migrate(crashAt);
  const seen = [...points];
  if (crashAt) await migrate(null);
  const inside = postgres(url.href, { max: 1, onnotice: () => {} });
  const rows = await inside<{ line: string }[]>`
    select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') as line
    from information_schema.columns where table_schema in ('public', 'drizzle')
    union all select indexdef from pg_indexes where schemaname in ('public', 'drizzle')
    union all select 'migration ' || hash from drizzle.__drizzle_migrations`;
  await inside.end();
  await sql.unsafe(`drop database ${name}`);
  return { points: seen, died, schema: rows.map(({ line }) => line) };
}

/** Events are refused, and nothing is done in Discord that could not be recorded. */
async function readOnlyDatabase(world: World): Promise<string[]> {
  const { rig } = world;
  const story: string[] = [];
  const before = await runUndisturbed(world, named("a sale"));
  const person = world.newPerson();
  await named("an upgrade").before?.(world, person);
  await settled(world);
  await rig.rest("worker-1");
  await rig.sql`update accesses set gen = gen + 1, due_at = now() where discord_user_id = ${person.user}`;
  const admin = postgres(rig.databaseUrl, { max: 1, onnotice: () => {} });
  const readOnly = async (on: boolean) => {
    await admin.unsafe(`alter system set default_transaction_read_only = ${on ? "on" : "off"}`);
    await admin`select pg_reload_conf()`;
    await sleep(300);
  };
  try {
    await readOnly(true);
    await fetch(`${rig.sandboxUrl}/control/requests`, { method: "DELETE" });
    rig.start("worker-1");
    const refused = await postEvent(world, "msg_read_only", saleOf(world, "read_only"));
    if (refused.status !== 503) story.push(`the event was answered with ${refused.status}`);
    await sleep(5_000);
    const { total } = await rig.control<{ total: number }>("/requests");
    if (total > 0) story.push(`${total} calls were made`);
  } finally {
    await readOnly(false);
    await admin.end();
  }
  await insist("the event again", async () => {
    return (await postEvent(world, "msg_read_only", saleOf(world, "read_only"))).status === 200;
  });
  await settled(world);
  return [...story, ...difference(before.outcome, await outcomeOfSale(world, "read_only"))];
}

async function stalledWorker(world: World): Promise<string[]> {
  const child = world.rig.child("worker-1");
  const story = await struck(world, "an upgrade", "/roles/{id}#1", async () => {
    child?.send({ stallMs: 12_000 } satisfies Order);
    await exitOf(child);
  });
  if (child?.exitCode !== 1) story.push(`the worker ended with ${child?.exitCode ?? child?.signalCode}`);
  return story;
}

const graceSeconds = 20;

async function toldToStop(world: World, scenario: string, point: string): Promise<string[]> {
  const { victim } = named(scenario);
  const child = world.rig.child(victim);
  let seconds = 0;
  const story = await struck(world, scenario, point, async () => {
    const began = performance.now();
    child?.kill("SIGTERM");
    await exitOf(child);
    seconds = (performance.now() - began) / 1_000;
  });
  if (child?.exitCode !== 0) story.push(`${victim} ended with ${child?.exitCode ?? child?.signalCode}`);
  if (seconds > graceSeconds + 1) story.push(`${victim} took ${seconds.toFixed(1)} s`);
  return story;
}

async function exitOf(child: ChildProcess | undefined): Promise<void> {
  if (child && child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

export async function runDisaster(world: World, disaster: Disaster): Promise<Trial[]> {
  try {
    return await disaster.run(world);
  } catch (error) {
    world.rig.start("worker-1");
    return [{ what: disaster.name, story: [wordsOf(error)] }];
  }
}
