import { askedPrefix } from "@/lib/purchases/store-event";
import type { Rig, Sink } from "./rig";
import { grantsOf, rolesOf, type Shop, type Story } from "./story";

export type Verdict = {
  figures: Record<string, number>;
  /** Everything that is wrong, each with examples. */
  misses: string[];
};

type Requests = {
  total: number;
  over_budget: number;
  routes: Record<string, { injected: number }>;
  invalid_requests: { total: number };
};

/** Compares the result with the story's oracle. */
export async function judgeStorm(
  rig: Rig,
  sink: Sink,
  { shops, catalogue }: { shops: readonly Shop[]; catalogue: Catalogue },
  story: Story,
): Promise<Verdict> {
  const verdict: Verdict = { figures: {}, misses: [] };
  const note = noteIn(verdict);
  await judgeInbox(rig, story, note);
  await judgeCatalogue(rig, catalogue, note);
  const linked = await judgeGrants(rig, shops, story, note);
  await judgeMembers(rig, { shops, story, linked }, note);
  await judgeAllRecords(rig, sink, note);
  const requests = await rig.control<Requests>("/requests");
  note(
    "requests over the budget",
    Array.from({ length: requests.over_budget }, () => "429 that was not injected"),
  );
  const injected = Object.values(requests.routes).reduce((sum, route) => sum + route.injected, 0);
  Object.assign(verdict.figures, {
    requests: requests.total,
    "injected faults": injected,
    "invalid requests": requests.invalid_requests.total,
  });
  return verdict;
}

/** What must be true of the history, the webhooks and the mails after any story. */
export async function judgeRecords(rig: Rig, sink: Sink): Promise<Verdict> {
  const verdict: Verdict = { figures: {}, misses: [] };
  await judgeAllRecords(rig, sink, noteIn(verdict));
  return verdict;
}

async function judgeAllRecords(rig: Rig, sink: Sink, note: Note): Promise<void> {
  await judgeHistory(rig, note);
  await judgeWebhooks(rig, sink, note);
  await judgeEmails(rig, note);
}

type Note = (figure: string, wrong: string[], checked?: number) => void;

function noteIn(verdict: Verdict): Note {
  return (figure, wrong, checked) => {
    verdict.figures[figure] = wrong.length;
    if (checked !== undefined) verdict.figures[`${figure}, of`] = checked;
    if (wrong.length > 0)
      verdict.misses.push(`${figure}: ${wrong.length}, such as ${wrong.slice(0, 3).join(" | ")}`);
  };
}

async function judgeInbox({ sql }: Rig, story: Story, note: Note): Promise<void> {
  const rows = await sql<{ external_id: string; processed: boolean; parked_reason: string | null }[]>`
    select external_id, processed_at is not null as processed, parked_reason from inbox_events
    where not starts_with(external_id, ${askedPrefix})`;
  const known = new Map(rows.map((row) => [row.external_id, row]));
  const sent = new Set(story.deliveries.map(({ id }) => id));
  const lost = [...sent].filter((id) => !known.get(id)?.processed);
  note(
    "events lost",
    lost.map((id) => `${id} ${known.get(id)?.parked_reason ?? "is missing"}`),
    sent.size,
  );
  note(
    "surplus event rows",
    rows.length === sent.size ? [] : [`${rows.length} rows for ${sent.size} events`],
  );
}

/** What a connection that is made again must take up: ids of connections, products and attachments. */
type Catalogue = { connections: string[]; products: string[]; attachments: string[] };

export async function readCatalogue({ sql }: Rig): Promise<Catalogue> {
  const ids = async (rows: Promise<readonly { id: string }[]>) => (await rows).map(({ id }) => id);
  return {
    connections: await ids(
      sql<{ id: string }[]>`select id from payment_connections where disconnected_at is null order by id`,
    ),
    products: await ids(sql<{ id: string }[]>`select id from products order by id`),
    attachments: await ids(
      sql<{ id: string }[]>`
        select product_id || ' ' || entitlement_id as id from product_entitlements order by id`,
    ),
  };
}

async function judgeCatalogue(rig: Rig, before: Catalogue, note: Note): Promise<void> {
  const after = await readCatalogue(rig);
  const changes = (["connections", "products", "attachments"] as const).flatMap((kind) => [
    ...before[kind].filter((id) => !after[kind].includes(id)).map((id) => `${kind} lost ${id}`),
    ...after[kind].filter((id) => !before[kind].includes(id)).map((id) => `${kind} gained ${id}`),
  ]);
  note("connections, products or attachments changed", changes);
}

async function judgeGrants({ sql }: Rig, shops: readonly Shop[], story: Story, note: Note) {
  const accounts = await sql<{ customer: string; user: string }[]>`
    select c.external_id as customer, a.discord_user_id as user
    from discord_accounts a join customers c on c.id = a.customer_id where a.unlinked_at is null`;
  const linked = new Map(accounts.map(({ customer, user }) => [customer, user]));
  const rows = await sql<{ purchase: string; live: boolean; statuses: string[] }[]>`
    select p.external_id as purchase, p.live, array_remove(array_agg(g.status), null) as statuses
    from purchases p left join grants g on g.purchase_id = p.id group by p.id`;
  const known = new Map(rows.map((row) => [row.purchase, row]));
  const wrong: string[] = [];
  let checked = 0;
  for (const purchase of story.purchases) {
    const row = known.get(purchase.externalId);
    const person = story.people[purchase.person];
    const shop = shops[person?.shop ?? 0];
    if (!person || !shop) continue;
    const actual = (row?.statuses ?? []).filter((status) => status !== "revoked").sort();
    const wanted = purchase.live
      ? Array.from({ length: grantsOf(shop, purchase.product) }, () => "delivered")
      : [];
    checked += row?.statuses.length ?? 0;
    if ((row?.live ?? false) !== purchase.live || actual.join() !== wanted.join())
      wrong.push(
        `${purchase.externalId} of ${person.email} is ${row?.live} ${row?.statuses}, not ${purchase.live} ${wanted}`,
      );
    const own = [person.user, person.secondUser];
    if (purchase.live && !own.includes(linked.get(person.customerId) ?? ""))
      wrong.push(`${person.email} is not linked`);
  }
  note("wrong purchases or grants", wrong, checked);
  return linked;
}

type Stage = { shops: readonly Shop[]; story: Story; linked: Map<string, string> };

/** Each member must have exactly the right roles, people with a live claim must be in, and early members must stay. */
async function judgeMembers(rig: Rig, { shops, story, linked }: Stage, note: Note): Promise<void> {
  const wanted = new Map<string, Set<string>>();
  const touched = new Map<string, Set<string>>();
  for (const [number, person] of story.people.entries()) {
    const shop = shops[person.shop];
    if (!shop) continue;
    const users = touched.get(shop.guildId) ?? new Set();
    for (const user of [person.user, person.secondUser]) if (user) users.add(user);
    touched.set(shop.guildId, users);
    const user = linked.get(person.customerId);
    if (!user) continue;
    for (const purchase of story.purchases.filter((one) => one.person === number && one.live)) {
      const key = `${shop.guildId}:${user}`;
      wanted.set(key, new Set([...(wanted.get(key) ?? []), ...rolesOf(shop, purchase.product)]));
    }
  }
  const wrong: string[] = [];
  let checked = 0;
  for (const { guildId, roles, early } of shops) {
    const guild = await rig.control<{ members: { user_id: string; roles: string[] }[] }>(
      `/discord/guilds/${guildId}?audit=0`,
    );
    const members = new Map(guild.members.map(({ user_id, roles: memberRoles }) => [user_id, memberRoles]));
    const ours = [roles.Pro, roles.VIP];
    for (const user of new Set([...(touched.get(guildId) ?? []), ...early, ...members.keys()])) {
      checked += 1;
      const key = `${guildId}:${user}`;
      const actual = (members.get(user) ?? []).filter((id) => ours.includes(id)).sort();
      const right = [...(wanted.get(key) ?? [])].sort();
      if (actual.join() !== right.join()) wrong.push(`${key} has ${actual}, not ${right}`);
      else if (wanted.has(key) && !members.has(user)) wrong.push(`${key} is not in the server`);
      if (early.includes(user) && (members.get(user)?.length ?? 0) !== actual.length + 1)
        wrong.push(`${key}, an early member, has ${members.get(user) ?? "been removed"}`);
    }
  }
  note("wrong members", wrong, checked);
}

async function judgeHistory({ sql }: Rig, note: Note): Promise<void> {
  const gaps = await sql<{ id: string }[]>`
    select g.id from grants g left join grant_events e on e.grant_id = g.id and e.transition is not null
    group by g.id having count(e.id) <> g.transition + 1 or min(e.transition) <> 0 or max(e.transition) <> g.transition`;
  const disordered = await sql<{ id: string }[]>`
    select grant_id as id from (
      select grant_id, at, type, details->>'from' as came_from,
        lag(at) over line as before_at, lag(type) over line as before_type
      from grant_events where transition is not null window line as (partition by grant_id order by transition)) e
    where at < before_at or (came_from is not null and came_from <> case
      when before_type in ('created', 'restored', 'retried') then 'pending' else before_type end)`;
  const [total] = await sql<{ n: number }[]>`
    select count(*)::int as n from grant_events where transition is not null`;
  note(
    "grant events out of order",
    [...gaps, ...disordered].map(({ id }) => id),
    total?.n ?? 0,
  );
}

async function judgeWebhooks({ sql }: Rig, sink: Sink, note: Note): Promise<void> {
  const events = await sql<{ id: string; path: string }[]>`
    select e.id, regexp_replace(w.url, '^https?://[^/]+', '') as path
    from webhook_events e join deliveries d on d.event_id = e.id join webhook_endpoints w on w.id = d.endpoint_id`;
  const undelivered = events.filter(({ id, path }) => !sink.caught.get(`${path} ${id}`)?.accepted);
  note(
    "webhook ids not delivered",
    undelivered.map(({ id }) => id),
    events.length,
  );
  const doubled = await sql<{ key: string }[]>`
    select grant_id || ' ' || transition as key from webhook_events group by grant_id, transition having count(*) > 1`;
  const missing = await sql<{ key: string }[]>`
    select v.grant_id || ' ' || v.transition as key from grant_events v
    where v.type in ('created', 'delivered', 'failed', 'revoked') and v.transition is not null
      and not exists (select from webhook_events e where e.grant_id = v.grant_id and e.transition = v.transition)`;
  const known = new Set(events.map(({ id, path }) => `${path} ${id}`));
  const foreign = [...sink.caught.keys()].filter((key) => !known.has(key));
  const changed = [...sink.caught.values()].filter(({ body }) => body === "CHANGED").map(({ id }) => id);
  note("transitions with two ids or none", [...doubled, ...missing].map(({ key }) => key).concat(foreign));
  note("webhook bodies that changed between attempts", changed);
  const attempts = [...sink.caught.values()].map((one) => one.attempts);
  note("webhook ids sent more than 8 times", attempts.filter((one) => one > 8).map(String));
}

async function judgeEmails(rig: Rig, note: Note): Promise<void> {
  const mails = await rig.control<{ idempotency_key: string | null }[]>("/inbox");
  const rows = await rig.sql<{ id: string; key: string; status: string }[]>`
    select id, unique_key as key, status from emails`;
  const byKey = new Map<string, number>();
  for (const { idempotency_key: key } of mails) byKey.set(key ?? "none", (byKey.get(key ?? "none") ?? 0) + 1);
  const known = new Set(rows.map(({ id }) => id));
  const doubled = [...byKey].filter(([key, count]) => count > 1 || !known.has(key)).map(([key]) => key);
  note("mails sent twice for one cause", doubled, mails.length);
  const unsent = rows.filter(({ id, status }) => status === "sent" && !byKey.has(id)).map(({ key }) => key);
  note("mails recorded as sent that were not", unsent);
}
