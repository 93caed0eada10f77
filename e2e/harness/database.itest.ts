import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "../../db/client";
import { env } from "../../lib/env";
import { testDatabaseUrl, testSandbox } from "./database";

test("an integration test has its own migrated database and sandbox", async () => {
  const [row] = await db().execute(sql`select current_database() as name, count(*)::int as tables
    from information_schema.tables where table_schema = 'public'`);
  expect(testDatabaseUrl()).toContain(String(row?.name));
  expect(Number(row?.tables)).toBeGreaterThan(5);
  expect(env().RESEND_BASE_URL).toBe(testSandbox().url);
  const answer = await fetch(`${testSandbox().url}/control/requests`);
  expect(answer.status).toBe(200);
});
