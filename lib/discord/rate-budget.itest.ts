import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import {
  blockBudget,
  budgetState,
  countRefusal,
  defaultBuckets,
  learnFromHeaders,
  reserveCall,
} from "./rate-budget";

type Asked = {
  /** How late this client announces to be, and is. */
  lateMs?: number;
  route: string | null;
  limit: number;
  windowMs: number;
  perSecond: number;
  lane: 0 | 1 | 2;
  patienceMs: number;
};
type Sent = { at: number; route: string | null; lane: number };

beforeEach(async () => {
  await db().execute(sql`delete from rate_buckets`);
});

async function reserve({ route, limit, windowMs, perSecond, lane, patienceMs, lateMs = 0 }: Asked) {
  const [row] = await db().execute<{ booked: boolean; wait_ms: number; late_after_ms: number }>(
    sql`select * from reserve_discord_call(${route}, ${limit}, ${windowMs}, 'global:test', ${perSecond}, ${lane}, ${patienceMs}, ${lateMs})`,
  );
  if (!row) throw new Error("no answer");
  return row;
}

/** Reserves, waits and reserves again like the product's only caller, and records when each call would be sent. */
async function client(until: number, ask: () => Asked, pause: () => number): Promise<Sent[]> {
  const sent: Sent[] = [];
  while (Date.now() < until) {
    const asked = ask();
    const began = Date.now();
    const answer = await reserve(asked);
    if (Date.now() + answer.wait_ms > until) break;
    await sleep(answer.wait_ms + (asked.lateMs ?? 0) * 0.9);
    if (answer.booked && Date.now() - began - answer.wait_ms <= answer.late_after_ms)
      sent.push({ at: Date.now(), route: asked.route, lane: asked.lane });
    await sleep(pause());
  }
  return sent;
}

/** The most calls in any time span of that length. */
function densest(times: number[], windowMs: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [place, time] of sorted.entries()) {
    while ((sorted[first] ?? 0) <= time - windowMs) first++;
    most = Math.max(most, place - first + 1);
  }
  return most;
}

function seeded(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("eight clients share one budget", () => {
  test.each([
    { limit: 5, windowMs: 100, perSecond: 1_000, routes: 2 },
    { limit: 10, windowMs: 500, perSecond: 1_000, routes: 3 },
    { limit: 1, windowMs: 50, perSecond: 200, routes: 1 },
    { limit: 40, windowMs: 200, perSecond: 100, routes: 4 },
  ])(
    "$limit per $windowMs ms on $routes routes, $perSecond a second in all: never more in any window",
    async (shape) => {
      const random = seeded(shape.limit * 7919 + shape.windowMs);
      const until = Date.now() + 3_000;
      const ask = (): Asked => ({
        ...shape,
        route: random() < 0.1 ? null : `route:${Math.floor(random() * shape.routes)}`,
        lane: random() < 0.3 ? 0 : random() < 0.5 ? 1 : 2,
        patienceMs: random() < 0.5 ? 2_500 : 8_000,
      });
      const pause = () => (random() < 0.05 ? random() * 150 : random() * 4);
      const sent = (await Promise.all(Array.from({ length: 8 }, () => client(until, ask, pause)))).flat();
      expect(sent.length).toBeGreaterThan(10);
      for (let route = 0; route < shape.routes; route++) {
        const times = sent.filter((one) => one.route === `route:${route}`).map(({ at }) => at);
        expect(densest(times, shape.windowMs)).toBeLessThanOrEqual(shape.limit);
      }
      const inAll = sent.map(({ at }) => at);
      const burst = Math.min(50, shape.perSecond);
      expect(densest(inAll, (burst / shape.perSecond) * 1_000)).toBeLessThanOrEqual(burst);
    },
  );

  test("clients on a busy machine, up to 200 ms late for their slots, stay within it too", async () => {
    const shape = { limit: 5, windowMs: 250, perSecond: 1_000 };
    const random = seeded(77);
    const until = Date.now() + 4_000;
    const ask = (): Asked => ({
      ...shape,
      route: "route:0",
      lane: random() < 0.5 ? 0 : 2,
      patienceMs: 2_500,
      lateMs: Math.floor(random() * 200),
    });
    const clients = Array.from({ length: 8 }, () => client(until, ask, () => random() * 4));
    const sent = (await Promise.all(clients)).flat();
    expect(sent.length).toBeGreaterThan(5);
    expect(
      densest(
        sent.map(({ at }) => at),
        shape.windowMs,
      ),
    ).toBeLessThanOrEqual(shape.limit);
  });

  test("a waiting customer comes next, however much bulk work there is", async () => {
    const until = Date.now() + 3_000;
    const shape = { route: "route:0", limit: 10, windowMs: 500, perSecond: 1_000 };
    const bulk = Array.from({ length: 7 }, () =>
      client(
        until,
        () => ({ ...shape, lane: 2, patienceMs: 2_500 }),
        () => 0,
      ),
    );
    await sleep(600);
    const waits: number[] = [];
    while (Date.now() < until - 300) {
      const answer = await reserve({ ...shape, lane: 0, patienceMs: 8_000 });
      expect(answer.booked).toBe(true);
      await sleep(answer.wait_ms);
      waits.push(answer.wait_ms);
      await sleep(150);
    }
    await Promise.all(bulk);
    expect(Math.max(...waits)).toBeLessThan(300);
  });
});

describe("learning from Discord's answers", () => {
  const bucket = { name: "member-role", major: "1" } as const;
  const answered = (limit: number, remaining: number, resetAfter: number) =>
    new Headers({
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(remaining),
      "x-ratelimit-reset-after": String(resetAfter),
    });
  const stored = async () => {
    const [row] = await db().execute<{ limit: number; window_ms: number; blocked: boolean }>(
      sql`select "limit", window_ms, coalesce(blocked_until > now(), false) as blocked from rate_buckets where key = 'member-role:1'`,
    );
    return row;
  };

  test("the measured defaults apply before the first header", async () => {
    expect((await reserveCall(bucket, "waiting", 8_000)).ok).toBe(true);
    const { limit, windowMs } = defaultBuckets["member-role"];
    expect(await stored()).toMatchObject({ limit, window_ms: windowMs });
  });

  test("limit and window are learned from the first answer of a window", async () => {
    await reserveCall(bucket, "waiting", 8_000);
    await learnFromHeaders(bucket, answered(5, 4, 2));
    expect(await stored()).toMatchObject({ limit: 5, window_ms: 2_000, blocked: false });
    await learnFromHeaders(bucket, answered(5, 2, 1.2));
    expect(await stored()).toMatchObject({ limit: 5, window_ms: 2_000 });
  });

  test("when no calls are left, nothing is sent until the window ends", async () => {
    await reserveCall(bucket, "waiting", 8_000);
    await learnFromHeaders(bucket, answered(5, 0, 1.5));
    expect(await stored()).toMatchObject({ blocked: true });
    const next = await reserveCall(bucket, "bulk", 500);
    expect(next).toMatchObject({ ok: false });
  });

  test("broken headers change nothing", async () => {
    await reserveCall(bucket, "waiting", 8_000);
    const before = await stored();
    for (const headers of [new Headers(), answered(Number.NaN, 1, 1), answered(-1, 1, 1), answered(0, 0, 0)])
      await learnFromHeaders(bucket, headers);
    expect(await stored()).toEqual(before);
  });

  test("a global block stops every lane and says why; a longer block is not shortened", async () => {
    await reserveCall(bucket, "waiting", 8_000);
    await blockBudget("everything", 60, "credentials");
    await blockBudget("everything", 1, "limited");
    expect(await reserveCall(bucket, "waiting", 8_000)).toMatchObject({ ok: false });
    expect(await reserveCall(null, "waiting", 8_000)).toMatchObject({ ok: false });
    expect((await budgetState()).blockedSeconds).toBeGreaterThan(55);
  });

  test("a thousand refusals in ten minutes, a tenth of Discord's limit for a ban, stop all calls", async () => {
    await reserveCall(bucket, "waiting", 8_000);
    await db().execute(
      sql`update rate_buckets set refusals = 999, refusals_since = now() where key like 'global:%'`,
    );
    await countRefusal();
    expect((await reserveCall(bucket, "waiting", 8_000)).ok).toBe(true);
    await countRefusal();
    expect(await reserveCall(bucket, "waiting", 8_000)).toMatchObject({ ok: false, blockedBy: "refusals" });
    expect(await budgetState()).toMatchObject({ blockedBy: "refusals" });
  });
});
