import { sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { lanes } from "@/db/schema";
import { dueAccesses } from "./due-accesses";
import { firstLook, type Look, nextLook } from "./look";

type Row = { id: string; lane: number; tenant: string };

beforeEach(clear);

async function clear() {
  for (const table of ["accesses", "guilds", "rate_buckets", "businesses"])
    await db().execute(sql.raw(`delete from ${table}`));
}

/** Businesses b0, b1, … with so many servers each: b0/0, b0/1, … */
async function open(servers: readonly number[]) {
  for (const [place, count] of servers.entries()) {
    const id = `b${place}`;
    await db().execute(sql`insert into businesses (id, slug, name) values (${id}, ${id}, ${id})`);
    await db().execute(sql`insert into guilds (id, business_id, name, connected_by, due_at, audit_due_at)
      select ${id} || '/' || n, ${id}, 'Server', 'u', null, null from generate_series(0, ${count - 1}::int) n`);
  }
}

let made = 0;
async function makeDue(guildId: string, lane: number, count: number, secondsAgo = 0) {
  await db().execute(sql`insert into accesses (guild_id, discord_user_id, business_id, lane, due_at)
    select ${guildId}, (${made}::int + n)::text, split_part(${guildId}, '/', 1), ${lane}, now() - make_interval(secs => ${secondsAgo})
    from generate_series(1, ${count}::int) n`);
  made += count;
}

const find = (limit: number, look: Look = firstLook) => db().execute<Row>(dueAccesses(limit, look));
const serversOf = (rows: readonly Row[]) => rows.map(({ id }) => id.split(":")[0]);

/** A worker with so many places. Rows in its hands stay due, as they do under its locks. */
function worker(places: number) {
  const inHand = new Map<string, Row>();
  let look = firstLook;
  return {
    inHand,
    async look() {
      const wanted = Math.min(4, places - inHand.size);
      const found = await find(wanted + inHand.size, look);
      const taken = found.filter(({ id }) => !inHand.has(id)).slice(0, wanted);
      for (const row of taken) inHand.set(row.id, row);
      look = nextLook(look, taken);
      return taken;
    },
    async finish(row: Row) {
      inHand.delete(row.id);
      await db().execute(
        sql`update accesses set due_at = null where guild_id || ':' || discord_user_id = ${row.id}`,
      );
    },
  };
}

test("the oldest row of a business is taken within the stated bound, whatever the others do", async () => {
  const lane = fc.constantFrom(lanes.waiting, lanes.revoke, lanes.bulk);
  const scene = fc.record({
    servers: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 6 }),
    backlog: fc.array(fc.tuple(fc.nat(), fc.nat(), lane, fc.integer({ min: 1, max: 30 })), { maxLength: 12 }),
    mine: lane,
    places: fc.integer({ min: 1, max: 12 }),
    finishing: fc.infiniteStream(fc.nat()),
  });
  await fc.assert(
    fc.asyncProperty(scene, async ({ servers, backlog, mine, places, finishing }) => {
      await clear();
      await open(servers);
      const others = servers.length - 1;
      const serverOf = (business: number, server: number) =>
        `b${business}/${server % (servers[business] ?? 1)}`;
      for (const [business, server, its, count] of backlog)
        await makeDue(serverOf(business % others, server), its, count, 1_000);
      const busy = worker(places);
      while (busy.inHand.size < places && (await busy.look()).length > 0);
      // It comes last in the alphabet and by its time.
      await makeDue(serverOf(others, 0), mine, 1);
      const share = { [lanes.waiting]: 2, [lanes.revoke]: 4, [lanes.bulk]: 8 }[mine];
      let looks = 0;
      while (![...busy.inHand.values()].some(({ tenant }) => tenant === `b${others}`)) {
        const rows = [...busy.inHand.values()];
        const done = rows[(finishing.next().value ?? 0) % Math.max(1, rows.length)];
        if (done) await busy.finish(done);
        // The others never run out.
        if (done) await makeDue(done.id.split(":")[0] ?? "", done.lane, 1, 500);
        if ((await busy.look()).length > 0) looks++;
        expect(looks).toBeLessThanOrEqual(share * servers.length);
      }
    }),
    { numRuns: 40 },
  );
});

test("500 waiting rows of each of two servers leave room for a third business's revokes", async () => {
  await open([1, 1, 1]);
  await makeDue("b0/0", lanes.waiting, 500, 60);
  await makeDue("b1/0", lanes.waiting, 500, 60);
  const one = worker(16);
  while ((await one.look()).length > 0);
  await makeDue("b2/0", lanes.revoke, 3);
  // Whoever has places left takes them at once; nobody has to end first.
  if (one.inHand.size === 16) await one.finish([...one.inHand.values()][0] as Row);
  for (let looks = 0; looks < 4; looks++) {
    await one.look();
    await one.finish([...one.inHand.values()].find(({ tenant }) => tenant !== "b2") as Row);
  }
  expect([...one.inHand.values()].map(({ tenant }) => tenant)).toContain("b2");
});

test("waiting people get most of the places while everybody has work", async () => {
  await open([1, 1, 1, 1, 1, 1]);
  for (let business = 0; business < 6; business++)
    for (const lane of Object.values(lanes)) await makeDue(`b${business}/0`, lane, 40, 10);
  const one = worker(1);
  const served: number[] = [];
  for (let looks = 0; looks < 64; looks++)
    for (const row of await one.look()) {
      served.push(row.lane);
      await one.finish(row);
    }
  const share = (lane: number) => served.filter((its) => its === lane).length / served.length;
  expect([share(lanes.waiting), share(lanes.revoke), share(lanes.bulk)]).toEqual([5 / 8, 2 / 8, 1 / 8]);
});

test("a server gets as many rows as it has role changes soon, and one of each lane", async () => {
  await open([1]);
  await makeDue("b0/0", lanes.bulk, 50, 100);
  expect(await find(50)).toHaveLength(3);
  await makeDue("b0/0", lanes.revoke, 50, 50);
  expect((await find(50)).map(({ lane }) => lane)).toEqual([1, 1, 1, 2]);
  await makeDue("b0/0", lanes.waiting, 50);
  expect((await find(50)).map(({ lane }) => lane)).toEqual([...Array(10).fill(0), 1, 2]);
  await db().execute(sql`insert into rate_buckets (key, "limit", window_ms, slots)
    values ('member-role:b0/0', 10, 10000, array(select now() from generate_series(1, 8)))`);
  expect((await find(50)).map(({ lane }) => lane)).toEqual([0, 0, 0, 1, 2]);
  await db().execute(sql`update rate_buckets set blocked_until = now() + interval '1 minute'`);
  expect((await find(50)).map(({ lane }) => lane)).toEqual([0, 0, 0]);
});

test("servers of one business take turns with the only server of another", async () => {
  await open([20, 1]);
  for (let server = 0; server < 20; server++) await makeDue(`b0/${server}`, lanes.bulk, 5, 100);
  await makeDue("b1/0", lanes.bulk, 5);
  expect(serversOf(await find(4))).toContain("b1/0");
});

test("rows in hand keep their place among thousands that became due in the same moment", async () => {
  await open([1]);
  await makeDue("b0/0", lanes.revoke, 2_000);
  const before = await find(50);
  // A sync writes to its row, which moves it within the table and its indexes.
  for (const { id } of before)
    await db().execute(
      sql`update accesses set recheck_at = now(), seen_roles = array_fill('1'::text, array[200]) where guild_id || ':' || discord_user_id = ${id}`,
    );
  expect(await find(50)).toEqual(before);
});
