import { setTimeout as sleep } from "node:timers/promises";
import { mailsTo } from "./deeds";
import type { Person, World } from "./world";

type Left = Record<"events" | "accesses" | "emails" | "deliveries" | "grants", number>;

/** Waits until nothing is left to do, rechecks included; answers how many seconds it took without those. */
export async function settled(world: World, seconds = 90): Promise<number> {
  const began = performance.now();
  await quiet(world, seconds);
  const took = (performance.now() - began) / 1_000;
  // After a death during a call, it is looked again once the call can no longer take effect.
  const early = await world.rig.sql`
    update accesses set due_at = now(), recheck_at = now() where due_at < now() + interval '1 minute' returning 1`;
  if (early.length > 0) await quiet(world, seconds);
  return took;
}

async function quiet({ rig }: World, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1_000;
  let left: Left | undefined;
  while (Date.now() < deadline) {
    const rows = await rig.sql<Left[]>`select
      (select count(*)::int from inbox_events where processed_at is null and parked_reason is null) as events,
      (select count(*)::int from accesses where gen > applied or due_at <= now()) as accesses,
      (select count(*)::int from emails where status = 'queued') as emails,
      (select count(*)::int from deliveries d join webhook_endpoints w on w.id = d.endpoint_id
        where d.status = 'pending' and not w.disabled) as deliveries,
      (select count(*)::int from grants where due_at < now()) as grants`.catch(() => []);
    [left] = rows;
    if (left && Object.values(left).every((count) => count === 0)) return;
    await sleep(30);
  }
  throw new Error(`after ${seconds} s there waits ${JSON.stringify(left)}`);
}

/**
 * What everybody can see of a person's life so far, one line each: it is the same whether and wherever a process died.
 * A doubled transition, mail or webhook is one line too many, a lost one is missing.
 */
export async function outcomeOf(world: World, person: Person): Promise<string[]> {
  const lines = await Promise.all([
    grantsOf(world, person),
    rolesOf(world, person),
    accountsOf(world, person),
    mailsTo(world, person.email).then((mails) => mails.map(({ subject }) => `mail: ${subject}`)),
    mailRecordsOf(world, person),
    webhooksOf(world, person),
    endpointsOf(world),
  ]);
  return lines.flatMap((part) => part.sort());
}

async function grantsOf({ rig }: World, { email }: Person): Promise<string[]> {
  const rows = await rig.sql<{ line: string }[]>`
    select n.name || ' is ' || g.status || ': ' || string_agg(e.type, ', ' order by e.transition) as line
    from grants g join customers c on c.id = g.customer_id join entitlements n on n.id = g.entitlement_id
    join grant_events e on e.grant_id = g.id and e.transition is not null
    where c.email = ${email} group by g.id, n.name`;
  return rows.map(({ line }) => `grant ${line}`);
}

async function rolesOf({ rig, shop }: World, person: Person): Promise<string[]> {
  type Member = { user_id: string; roles: string[] };
  const { members } = await rig.control<{ members: Member[] }>(`/discord/guilds/${shop.guildId}?audit=0`);
  const names = new Map(Object.entries(shop.roles).map(([name, id]) => [id, name]));
  return [person.user, person.secondUser].map((user, nth) => {
    const member = members.find(({ user_id }) => user_id === user);
    const roles = member?.roles.map((id) => names.get(id) ?? id).sort();
    return `account ${nth + 1} ${roles ? `is in the server with ${roles.join(", ") || "no role"}` : "is not in the server"}`;
  });
}

async function accountsOf({ rig }: World, { email, user }: Person): Promise<string[]> {
  const rows = await rig.sql<{ user: string }[]>`
    select a.discord_user_id as user from discord_accounts a join customers c on c.id = a.customer_id
    where c.email = ${email} and a.unlinked_at is null`;
  return rows.map((row) => `connected: account ${row.user === user ? 1 : 2}`);
}

/** What the merchant is told of mails. */
async function mailRecordsOf({ rig }: World, { email }: Person): Promise<string[]> {
  const rows = await rig.sql<{ line: string }[]>`
    select e.type || ' ' || (e.details->>'template') as line from grant_events e
    join grants g on g.id = e.grant_id join customers c on c.id = g.customer_id
    where c.email = ${email} and e.type in ('email_sent', 'email_failed')`;
  return rows.map(({ line }) => `recorded: ${line}`);
}

async function endpointsOf({ rig }: World): Promise<string[]> {
  const rows = await rig.sql<{ reason: string }[]>`
    select disabled_reason as reason from webhook_endpoints where disabled`;
  return rows.map(({ reason }) => `the endpoint is paused: ${reason}`);
}

async function webhooksOf({ rig, sink }: World, { email }: Person): Promise<string[]> {
  const rows = await rig.sql<{ id: string; type: string; name: string }[]>`
    select e.id, e.type, n.name from webhook_events e join grants g on g.id = e.grant_id
    join entitlements n on n.id = g.entitlement_id join customers c on c.id = g.customer_id
    where c.email = ${email}`;
  return rows.map(({ id, type, name }) => {
    const caught = [...sink.caught.values()].filter((one) => one.id === id);
    const trouble = caught.length !== 1 || !caught[0]?.accepted ? " did not arrive" : "";
    return `webhook ${type} of ${name}${trouble}${caught[0]?.body === "CHANGED" ? " changed its body" : ""}`;
  });
}
