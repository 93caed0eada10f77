import { sql } from "drizzle-orm";
import postgres from "postgres";
import { expect, test } from "vitest";
import { testDatabaseUrl } from "../e2e/harness/database";
import { db } from "./client";
import { withRowLock } from "./lock";

test("one row at a time, many rows at once, over all processes", async () => {
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

test("work that throws lets go", async () => {
  const failing = withRowLock("rows", "three", () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(await withRowLock("rows", "three", async () => "again")).toMatchObject({ result: "again" });
});

test("when the connection is cut in the middle, work ends and the next lock is held anew", async () => {
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
