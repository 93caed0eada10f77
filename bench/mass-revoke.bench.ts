/**
 * An entitlement ends for thousands of people in one server, with three workers, while customers buy in the
 * middle of it: all at once in the dashboard, or one grant after the other through the API. The sandbox enforces Discord's limit of ten role changes per ten seconds and server, at a faster time
 * scale. The limit must never be exceeded, and hardly any of it may be left unused.
 *
 *     npm run bench mass-revoke -- --members 2000 --scale 5 --workers 3
 *     npm run bench mass-revoke -- --members 100 --scale 1 --workers 6 --by api --customers 0
 */
import { createHash, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { buyLifetime, grantsOf, hasRole, membersOf } from "./chaos/buyer";
import { openRig, openSink, type Rig } from "./chaos/rig";
import { openShops } from "./chaos/shops";
import type { Shop } from "./chaos/story";
import type { Claimed } from "./chaos/web";
import type { Bench } from "./run";

const perWindow = 10;
const windowMs = 10_000;
const member = "/guilds/{guild_id}/members/{user_id}";
const role = `${member}/roles/{role_id}`;

const massRevoke: Bench = async (report, { args }) => {
  const { values } = parseArgs({
    args,
    options: {
      members: { type: "string", default: "2000" },
      scale: { type: "string", default: "5" },
      workers: { type: "string", default: "3" },
      customers: { type: "string", default: "5" },
      by: { type: "string", default: "dashboard" },
    },
  });
  const [members, scale, customers] = [
    Number(values.members),
    Number(values.scale),
    Number(values.customers),
  ];
  const rig = await openRig({ timeScale: scale, workers: Number(values.workers) });
  const sink = await openSink(() => 1);
  try {
    await rig.startWeb();
    const { shops, strangers } = await openShops(rig, {
      guilds: 1,
      strangers: members + customers,
      sink: sink.url,
    });
    const [shop] = shops;
    if (!shop) throw new Error("no shop");
    const holders = strangers.slice(0, members);
    const entitlementId = await giveRoleTo(rig, shop, holders);
    await fetch(`${rig.sandboxUrl}/control/requests`, { method: "DELETE" });
    rig.startWorkers();
    const ending = values.by === "api" ? revokeEach(rig, entitlementId) : rig.web("/end", { entitlementId });
    const buying = customersInTheMiddle(rig, shop, strangers.slice(members), { members, scale });
    const allowed = (perWindow * 1_000 * scale) / windowMs;
    const { rate, seconds } = await watch(rig, members, allowed);
    const waits = await buying;
    await ending;
    await finished(rig, entitlementId, 60 + (members * 0.2) / allowed);
    const requests = await requestsOf(rig);
    const reads = countReads(requests) / countChanges(requests);
    const left = await holdersLeft(rig, shop, holders);
    const note = (figure: string, value: number | string, unit: string, goal = "", ok = true) =>
      report({ figure, value, unit, goal, ok });
    note("members", members, "");
    note("sandbox time scale", scale, "times");
    note("took", Math.round(seconds), "s");
    note("rate", Number(rate.toFixed(2)), "a second");
    note("allowed rate", allowed, "a second");
    note(
      "share of the allowed rate",
      Number((rate / allowed).toFixed(3)),
      "",
      ">= 0.98",
      rate / allowed >= 0.98,
    );
    // Buyers need more reads than a removal, so the goal is for a run without them.
    const readGoal = customers === 0 ? "<= 2" : "";
    note("reads per person", Number(reads.toFixed(2)), "", readGoal, customers > 0 || reads <= 2);
    note("429s", requests.over_budget, "", "0", requests.over_budget === 0);
    note("people who still have the role", left, "", "0", left === 0);
    const longest = Math.max(0, ...waits);
    note(`longest wait of ${waits.length} buyers`, Number(longest.toFixed(2)), "s", "<= 2", longest <= 2);
  } finally {
    await sink.close();
    await rig.close();
  }
};

export default massRevoke;

/** Inserts the holders as rows, as if each had bought and connected long ago. */
async function giveRoleTo(rig: Rig, shop: Shop, users: string[]): Promise<string> {
  const { sql } = rig;
  const { guildId } = shop;
  for (const [place, user_id] of users.entries()) {
    await rig.control(`/discord/guilds/${guildId}/join`, { user_id, roles: [shop.roles.VIP] });
    if (place % 500 === 499) console.log(`    ${place + 1} members made`);
  }
  const [entitlement] = await sql<{ id: string; business_id: string }[]>`
    select id, business_id from entitlements where guild_id = ${guildId} and name = 'VIP'`;
  if (!entitlement) throw new Error("no entitlement");
  const { id, business_id } = entitlement;
  const people = sql`unnest(${users}::text[]) with ordinality as p(user_id, n)`;
  await sql`insert into customers (id, business_id, email)
    select 'cus_' || lpad(n::text, 21, '0'), ${business_id}, 'm' || n || '@mass.test' from ${people}`;
  await sql`insert into purchases (id, business_id, customer_id, kind, external_id, live)
    select 'pur_' || lpad(n::text, 21, '0'), ${business_id}, 'cus_' || lpad(n::text, 21, '0'), 'direct', 'direct:' || n, true
    from ${people}`;
  await sql`insert into grants (id, business_id, entitlement_id, customer_id, purchase_id, status, transition, discord_user_id, delivered_at)
    select 'entg_' || lpad(n::text, 21, '0'), ${business_id}, ${id}, 'cus_' || lpad(n::text, 21, '0'),
      'pur_' || lpad(n::text, 21, '0'), 'delivered', 1, user_id, now() from ${people}`;
  await sql`insert into accesses (guild_id, discord_user_id, business_id, gen, applied, lane, due_at, in_guild, seen_roles)
    select ${guildId}, user_id, ${business_id}, 1, 1, 0, null, true, array[${shop.roles.VIP}]::text[] from ${people}`;
  await sql`insert into access_roles (guild_id, discord_user_id, role_id, given_at)
    select ${guildId}, user_id, ${shop.roles.VIP}, now() from ${people}`;
  await sql`analyze`;
  return id;
}

/** Role changes per second, between the first tenth of them and the ninth. */
async function watch(rig: Rig, members: number, allowed: number): Promise<{ rate: number; seconds: number }> {
  const began = Date.now();
  const deadline = began + 60_000 + (2_000 * members) / allowed;
  let from: { at: number; done: number } | undefined;
  for (let round = 0; ; round++) {
    const done = countChanges(await requestsOf(rig));
    const now = { at: Date.now(), done };
    if (!from && done >= members * 0.1) from = now;
    if (from && done >= members * 0.9)
      return { rate: ((done - from.done) * 1_000) / (now.at - from.at), seconds: (now.at - began) / 1_000 };
    if (now.at > deadline) throw new Error(`only ${done} roles were taken in twice the time that is needed`);
    if (round % 100 === 0) console.log(`    ${done} of ${members} role changes`);
    await sleep(200);
  }
}

type Requests = {
  over_budget: number;
  routes: Record<string, { total: number; statuses: Record<string, number> }>;
};

const requestsOf = (rig: Rig) => rig.control<Requests>("/requests");

/** Giving and taking share one bucket, so the buyers' roles count too. */
function countChanges({ routes }: Requests): number {
  return [`DELETE ${role}`, `PUT ${role}`].reduce(
    (sum, route) => sum + (routes[route]?.statuses["204"] ?? 0),
    0,
  );
}

/** A check of the server reads the bot's own member too. */
function countReads({ routes }: Requests): number {
  return (routes[`GET ${member}`]?.total ?? 0) - (routes["GET /guilds/{guild_id}"]?.total ?? 0);
}

/** A merchant's script ends one grant after the other. */
async function revokeEach({ sql, webUrl }: Rig, entitlementId: string): Promise<void> {
  const key = `gh_${randomBytes(32).toString("base64url")}`;
  const hash = createHash("sha256").update(key).digest("hex");
  await sql`insert into api_keys (id, business_id, name, hash, hint)
    select 'key_bench', business_id, 'bench', ${hash}, 'xxxx' from entitlements where id = ${entitlementId}`;
  const grants = await sql<{ id: string }[]>`
    select id from grants where entitlement_id = ${entitlementId} and status = 'delivered' order by id`;
  for (const { id } of grants) {
    const answer = await fetch(`${webUrl}/api/entitlements/${entitlementId}/grants/${id}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${key}` },
    });
    if (!answer.ok) throw new Error(`revoking answered ${answer.status}: ${await answer.text()}`);
    // A key may make a hundred calls a second.
    await sleep(10);
  }
}

/** Seconds from the consent to the role, for each customer who buys during the bulk change. */
async function customersInTheMiddle(
  rig: Rig,
  shop: Shop,
  users: string[],
  { members, scale }: { members: number; scale: number },
): Promise<number[]> {
  const waits: number[] = [];
  const expected = (members * windowMs) / (perWindow * scale);
  for (const [number, user] of users.entries()) {
    await sleep((expected * 0.7) / users.length);
    const customerId = `cus_buyer_${number}`;
    await buyLifetime(rig, shop, customerId);
    while ((await grantsOf(rig, customerId)) === 0) await sleep(50);
    const began = Date.now();
    const { outcome } = await rig.web<Claimed>("/claim", { customerId, user });
    while (!(await hasRole(rig, shop, user))) await sleep(20);
    waits.push((Date.now() - began) / 1_000);
    if (outcome !== "linked") throw new Error(`a buyer's claim ended as ${outcome}`);
  }
  return waits;
}

async function finished({ sql }: Rig, entitlementId: string, patience: number): Promise<void> {
  for (let seconds = 0; seconds < patience; seconds++) {
    const [row] = await sql<{ left: number }[]>`
      select count(*)::int as left from grants where entitlement_id = ${entitlementId} and status <> 'revoked'`;
    if (row?.left === 0) return;
    await sleep(1_000);
  }
}

async function holdersLeft(rig: Rig, shop: Shop, users: string[]): Promise<number> {
  const known = new Set(users);
  const members = await membersOf(rig, shop);
  return members.filter(({ user_id, roles }) => known.has(user_id) && roles.includes(shop.roles.VIP)).length;
}
