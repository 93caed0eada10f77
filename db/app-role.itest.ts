import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabaseUrl } from "@/e2e/harness/database";
import { migrateDatabase } from "./migrate";

const roleUrl = (user: string) => {
  const url = new URL(testDatabaseUrl());
  [url.username, url.password] = [user, "it's a \\ secret"];
  return url.href;
};
const name = `app_${process.pid}`;
let app: postgres.Sql;
let owner: postgres.Sql;
beforeAll(async () => {
  await migrateDatabase(testDatabaseUrl(), roleUrl(name));
  app = postgres(roleUrl(name), { max: 1, onnotice: () => {} });
  owner = postgres(testDatabaseUrl(), { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await app.end();
  await owner.unsafe(`drop owned by ${name}; drop role ${name}`);
  await owner.end();
});

test("the application's role reads and changes rows of every table", async () => {
  const tables = await owner<{ name: string }[]>`
    select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`;
  expect(tables.length).toBeGreaterThan(30);
  for (const { name: table } of tables) {
    await app.unsafe(`select * from ${table} limit 1`);
    await app.unsafe(`delete from ${table} where false`);
  }
  await app`insert into kept_counts (name, counted_at) values ('by the app', now())`;
  expect(
    await app`select * from book_discord_call(null, 0, 0, 'global:x', 50, false, true, null, 0)`,
  ).toHaveLength(1);
});

test.each([
  "drop table grants",
  "alter table grants add column x int",
  "truncate grants",
  "create table x (id int)",
  "create role x superuser",
  "alter role gatehouse password 'x'",
  "set role gatehouse",
  "copy grants to '/tmp/x'",
  "select pg_read_file('/etc/passwd')",
  "insert into drizzle.__drizzle_migrations (hash) values ('x')",
])("it may not: %s", async (statement) => {
  await expect(app.unsafe(statement)).rejects.toMatchObject({ code: "42501" });
});

test("migrating again changes nothing, and one role alone needs no grants", async () => {
  await migrateDatabase(testDatabaseUrl(), roleUrl(name));
  await migrateDatabase(testDatabaseUrl());
  expect(await app`select 1 from grants limit 1`).toEqual([]);
});
