import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { testDatabaseUrl } from "@/e2e/harness/database";
import { type DatabaseProxy, openDatabaseProxy } from "@/test/world/database-proxy";
import { isDatabaseAway } from "../away";
import { closeDatabase, db, inTransaction, listen, lockDb, runStatement } from "../client";
import { readConnectionUrl } from "../connection-url";
import { Connection } from "./connection";

let proxy: DatabaseProxy;
const admin = postgres(testDatabaseUrl(), { max: 1, onnotice: () => {} });

beforeAll(async () => {
  proxy = await openDatabaseProxy(testDatabaseUrl());
  process.env.DATABASE_URL = proxy.url;
  await admin`create table marks (n int)`;
});
afterEach(async () => {
  proxy.forward();
  await closeDatabase();
  await admin`truncate marks`;
});
afterAll(async () => {
  await admin.end();
  await proxy.close();
});

const one = () => db().execute<{ one: number }>(sql`select 1 as one`);
const cutAll = () =>
  admin`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name like 'gatehouse%'`;
const backends = async () =>
  (
    await admin`select pid from pg_stat_activity
      where datname = current_database() and application_name = 'gatehouse'`
  ).map(({ pid }) => pid as number);
const eventually = (check: () => Promise<void>) =>
  expect
    .poll(
      () =>
        check().then(
          () => true,
          () => false,
        ),
      { timeout: 10_000 },
    )
    .toBe(true);

/** How a promise ended, and after how many seconds. */
async function outcome(promise: PromiseLike<unknown>) {
  const startedAt = performance.now();
  const error = await promise.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return { error, seconds: (performance.now() - startedAt) / 1_000 };
}

test("after all connections were cut, as many are back within seconds, and reads notice nothing", async () => {
  await Promise.all(Array.from({ length: 12 }, () => db().execute(sql`select pg_sleep(0.1)`)));
  const before = await backends();
  expect(before).toHaveLength(12);
  for (let cut = 0; cut < 5; cut++) {
    const reads = Array.from({ length: 30 }, () => db().execute(sql`select pg_sleep(0.02)`));
    await cutAll();
    await Promise.all(reads);
  }
  await expect.poll(async () => (await backends()).length, { timeout: 5_000 }).toBe(12);
  expect((await backends()).filter((pid) => before.includes(pid))).toEqual([]);
});

test("a write is never tried again", async () => {
  const slow = outcome(db().execute(sql`with w as (insert into marks values (1)) select pg_sleep(1)`));
  await new Promise((resolve) => setTimeout(resolve, 300));
  await cutAll();
  expect(isDatabaseAway((await slow).error)).toBe(true);
  await one();
  expect(await admin`select * from marks`).toHaveLength(0);
});

test("a transaction whose connection is lost fails as a whole, and nothing of it reaches another connection", async () => {
  const failed = await outcome(
    inTransaction(async (tx) => {
      await tx.execute(sql`insert into marks values (1)`);
      await cutAll();
      await one().catch(() => {});
      // A verb that goes on regardless, as one with a `catch` of its own would.
      await tx.execute(sql`insert into marks values (2)`).catch(() => {});
      await tx.execute(sql`insert into marks values (3)`);
    }),
  );
  expect(isDatabaseAway(failed.error)).toBe(true);
  expect(await admin`select * from marks`).toHaveLength(0);
});

test("a caught error inside a savepoint leaves the transaction whole; outside, it fails it", async () => {
  await inTransaction(async (tx) => {
    await tx.transaction((inner) => inner.execute(sql`select 1 / 0`)).catch(() => {});
    await tx.execute(sql`insert into marks values (1)`);
  });
  const failed = await outcome(
    inTransaction(async (tx) => {
      await tx.execute(sql`insert into marks values (2)`);
      await tx.execute(sql`select 1 / 0`).catch(() => {});
      await tx.execute(sql`insert into marks values (3)`);
    }),
  );
  expect(String(failed.error)).toContain("division by zero");
  expect((await admin`select n from marks`).map(({ n }) => n)).toEqual([1]);
});

test("while the network is half open nobody waits longer than five seconds, and later callers hardly at all", async () => {
  await Promise.all([one(), one(), one()]);
  proxy.swallow();
  const first = await Promise.all([
    outcome(one()),
    outcome(inTransaction((tx) => tx.execute(sql`select 1`))),
    outcome(runStatement((driver) => driver`insert into marks values (1)`)),
  ]);
  for (const { error, seconds } of first) {
    expect(isDatabaseAway(error)).toBe(true);
    expect(seconds).toBeLessThan(5);
  }
  const later = await outcome(one());
  expect(isDatabaseAway(later.error)).toBe(true);
  expect(later.seconds).toBeLessThan(1.5);
  proxy.forward();
  await eventually(async () => void (await one()));
});

test("a transaction whose network goes half open between two statements ends within five seconds", async () => {
  await Promise.all([one(), one(), one()]);
  const failed = await outcome(
    inTransaction(async (tx) => {
      await tx.execute(sql`insert into marks values (1)`);
      proxy.swallow();
      setTimeout(() => proxy.forward(), 500);
      await tx.execute(sql`insert into marks values (2)`);
    }),
  );
  expect(isDatabaseAway(failed.error)).toBe(true);
  expect(failed.seconds).toBeLessThan(5);
  expect(await admin`select * from marks`).toHaveLength(0);
});

test("one lost connection among good ones is found out; a slow statement is not", async () => {
  await Promise.all([db().execute(sql`select pg_sleep(0.1)`), db().execute(sql`select pg_sleep(0.1)`)]);
  const slow = outcome(db().execute(sql`select pg_sleep(4)`));
  await new Promise((resolve) => setTimeout(resolve, 200));
  proxy.swallow();
  const lost = outcome(db().execute(sql`select 1`));
  await new Promise((resolve) => setTimeout(resolve, 100));
  proxy.forward();
  const { error, seconds } = await lost;
  expect(error).toBeUndefined();
  expect(seconds).toBeLessThan(5);
  expect((await slow).error).toBeUndefined();
});

test("the locks of a session that was given up are free when the next one opens", async () => {
  await lockDb().execute(sql`select pg_advisory_lock(4711)`);
  proxy.swallow();
  const { error } = await outcome(lockDb().execute(sql`select 1`));
  expect(isDatabaseAway(error)).toBe(true);
  proxy.forward();
  await eventually(async () => {
    const [row] = await lockDb().execute(sql`select pg_try_advisory_lock(4711) as free`);
    expect(row?.free).toBe(true);
  });
});

test("a door that lets everybody in and closes at once is an honest error", async () => {
  proxy.refuse();
  const { error, seconds } = await outcome(one());
  expect(isDatabaseAway(error)).toBe(true);
  expect(seconds).toBeLessThan(5);
});

test("listening goes on after a cut and after silence", async () => {
  const heard: string[] = [];
  let began = 0;
  const listening = listen(
    "pool_test",
    (payload) => heard.push(payload),
    () => began++,
  );
  const notified = async (payload: string) => {
    await admin`select pg_notify('pool_test', ${payload})`;
    await expect.poll(() => heard, { timeout: 5_000 }).toContain(payload);
  };
  await expect.poll(() => began).toBe(1);
  await notified("first");
  await cutAll();
  await expect.poll(() => began, { timeout: 5_000 }).toBe(2);
  await notified("second");
  proxy.swallow();
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  proxy.forward();
  await expect.poll(() => began, { timeout: 10_000 }).toBeGreaterThan(2);
  await notified("third");
  await listening.stop();
});

test("14-channel-binding: a string made for other drivers connects", async () => {
  const url = `${testDatabaseUrl()}?channel_binding=prefer&schema=public&connection_limit=5&sslmode=prefer`;
  const connection = await Connection.open({ url: readConnectionUrl(url), name: "odd", session: true });
  const [row] = await connection.run((driver) => driver<{ one: number }[]>`select 1 as one`);
  expect(row).toEqual({ one: 1 });
  await connection.close();
});
