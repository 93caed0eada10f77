import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "./client";

// `.desc()` of drizzle writes DESC NULLS LAST, and Postgres sorts `order by … desc` NULLS FIRST: such an index
// is never read in order. An ascending one is, backwards.
test("indexes are ascending, so that newest-first lists read them backwards", async () => {
  const rows = await db().execute(
    sql`select indexname from pg_indexes where schemaname = 'public' and indexdef like '% DESC%'`,
  );
  expect([...rows]).toEqual([]);
});
