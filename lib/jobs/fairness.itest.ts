import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, inTransaction } from "@/db/client";
import { catalog, type Job } from "./catalog";
import { firstLook } from "./look";

const job = (name: string) => catalog[name] as Job;
const due = async (name: string, limit: number) =>
  (await db().execute<{ id: string }>(job(name).due(limit, firstLook))).map(({ id }) => id);

test("a business with thousands of older rows does not block another business's only row", async () => {
  await db().execute(
    sql`insert into businesses (id, slug, name) values ('big', 'big', 'Big'), ('small', 'small', 'Small')`,
  );
  await db().execute(sql`insert into payment_connections (id, business_id, provider, name, api_key, webhook_secret)
    values ('big', 'big', 'dodo', 'x', 'x', 'x'), ('small', 'small', 'dodo', 'x', 'x', 'x')`);
  await db().execute(sql`insert into inbox_events (id, connection_id, business_id, external_id, body_hash, type, body, due_at)
    select 'big' || n, 'big', 'big', 'e' || n, 'h', 't', '{}', now() - interval '1 hour' from generate_series(1, 3000) n
    union all select 'small1', 'small', 'small', 'e1', 'h', 't', '{}', now()`);
  await db().execute(sql`insert into emails (id, unique_key, business_id, template, "to", props, due_at)
    select 'big' || n, 'big' || n, 'big', 't', 'x', 'x', now() - interval '1 hour' from generate_series(1, 3000) n
    union all select 'small1', 'small1', 'small', 't', 'x', 'x', now()
    union all select 'signin', 'signin', null, 't', 'x', 'x', now()`);
  await db().execute(sql`insert into guilds (id, business_id, name, connected_by, due_at, audit_due_at)
    select 'g' || n, 'big', 'Big', 'u', null::timestamptz, null::timestamptz from generate_series(1, 50) n
    union all select 'g0', 'small', 'Small', 'u', null, null`);
  await db().execute(sql`insert into accesses (guild_id, discord_user_id, business_id, lane, due_at)
    select 'g' || (1 + n % 50), n::text, 'big', 2, now() - interval '1 hour' from generate_series(1, 3000) n
    union all select 'g0', '1', 'small', 2, now()
    union all select 'g1', 'waits', 'big', 0, now()
    union all select 'g1', 'ends', 'big', 1, now()`);

  expect(await due("apply purchase events", 4)).toContain("small1");
  expect((await due("send emails", 4))[0]).toBe("signin");
  expect(await due("send emails", 4)).toContain("small1");
  expect((await due("sync access", 8)).slice(0, 2)).toEqual(["g1:waits", "g1:ends"]);
  expect(await due("sync access", 8)).toContain("g0:1");
});

test("no look reads rows that are due later", async () => {
  for (const [name, { due }] of Object.entries(catalog)) {
    const plan = await inTransaction(async (tx) => {
      await tx.execute(sql`set local enable_seqscan = off`);
      return tx.execute(sql`explain ${due(16, firstLook)}`);
    });
    const filters = plan
      .map((line) => String(Object.values(line)[0]))
      .filter((line) => /Filter:.*due_at/.test(line));
    expect(filters, name).toEqual([]);
  }
});
