import { sql } from "drizzle-orm";
import postgres from "postgres";
import { expect, test } from "vitest";
import { testDatabaseUrl } from "../e2e/harness/database";
import { db } from "./client";
import { lockRows, withRowLock } from "./lock";

test("a row is locked once across all processes, and many rows can be locked at the same time", async () => {
  const elsewhere = postgres(testDatabaseUrl(), { max: 1 });
  const lockElsewhere = async (name: string) =>
    (await elsewhere`select pg_try_advisory_lock(hashtextextended(${name}, 0)) as got`)[0]?.got;
  const inside = await withRowLock("rows", "one", async () => ({
    same: await withRowLock("rows", "one", async () => "never"),
    other: await withRowLock("rows", "two", async () => "fine"),
    elsewhere: await lockElsewhere("rows:one"),
  }));
  expect(inside).toEqual({
    busy: false,
    result: { same: { busy: true }, other: { busy: false, result: "fine" }, elsewhere: false },
  });
  expect(await lockElsewhere("rows:one")).toBe(true);
  expect(await withRowLock("rows", "one", async () => "never")).toEqual({ busy: true });
  await elsewhere.end();
});

test("the lock is released when the work throws", async () => {
  const failing = withRowLock("rows", "three", () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(await withRowLock("rows", "three", async () => "again")).toMatchObject({ result: "again" });
});

test("when the connection is cut during the work, the work finishes and the row can be locked again", async () => {
  const cut = () =>
    db().execute(sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'gatehouse locks' and datname = current_database()`);
  const during = await withRowLock("rows", "four", async () => {
    await cut();
    await new Promise((go) => setTimeout(go, 200));
    return "done";
  });
  expect(during).toEqual({ busy: false, result: "done" });
  expect(await withRowLock("rows", "four", async () => "again")).toEqual({ busy: false, result: "again" });
});

test("a search for work skips rows that others have locked, and looks further when all of the first are locked", async () => {
  const elsewhere = postgres(testDatabaseUrl(), { max: 1 });
  for (let row = 1; row <= 20; row++)
    await elsewhere`select pg_advisory_lock(hashtextextended(${`work:${row}`}, 0))`;
  const due = (limit: number) =>
    sql`select row::text as id from generate_series(1, 24) row order by row limit ${limit}`;
  const first = await lockRows("work", due, 3);
  const second = await lockRows("work", due, 3);
  expect([...first, ...second].map(({ id }) => id)).toEqual(["21", "22", "23", "24"]);
  expect(await lockRows("work", due, 3)).toEqual([]);
  expect(await withRowLock("work", "21", async () => "never")).toEqual({ busy: true });
  for (const lock of first) await lock.release();
  expect(await withRowLock("work", "21", async () => "free again")).toMatchObject({ result: "free again" });
  const [left] = await elsewhere`select count(*)::int as n from pg_locks
    where locktype = 'advisory' and pid <> pg_backend_pid() and granted
      and database = (select oid from pg_database where datname = current_database())`;
  expect(left?.n).toBe(second.length);
  for (const lock of second) await lock.release();
  await elsewhere.end();
});
