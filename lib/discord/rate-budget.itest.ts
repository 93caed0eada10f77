import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { blockBudget, bookCall, budgetState, countRefusal, defaultBuckets, settleCall } from "./rate-budget";

type Asked = {
  route: string | null;
  limit: number;
  windowMs: number;
  perSecond: number;
  urgent: boolean;
  /** How late this client sends its calls. */
  lateMs?: number;
  /** How long Discord takes to answer. */
  answerMs?: number;
};
type Sent = { at: number; route: string | null };
type Answer = { wait_ms: number; booking: string | null; kept_place: string | null };

beforeEach(async () => {
  await db().execute(sql`delete from rate_buckets`);
});

async function book({ route, limit, windowMs, perSecond, urgent }: Asked, place: string | null = null) {
  const [row] = await db().execute<Answer>(
    sql`select * from book_discord_call(${route}, ${limit}, ${windowMs}, 'global:test', ${perSecond}, ${!urgent}, ${urgent}, ${place}, 60000)`,
  );
  if (!row) throw new Error("no answer");
  return row;
}

async function settle(route: string | null, booking: string, sentAfterMs: number | null) {
  await db().execute(
    sql`select settle_discord_call(${route}, 'global:test', ${booking}, ${sentAfterMs}::int, null, null, null)`,
  );
}

/** Books, waits and books again like the product's only caller, and records when each call reaches Discord. */
async function client(until: number, ask: () => Asked, pause: () => number): Promise<Sent[]> {
  const sent: Sent[] = [];
  while (Date.now() < until) {
    const asked = ask();
    let place: string | null = null;
    while (Date.now() < until) {
      const began = performance.now();
      const answer: Answer = await book(asked, place);
      place = answer.kept_place;
      await sleep(answer.wait_ms + (answer.booking ? (asked.lateMs ?? 0) : 0));
      if (!answer.booking) continue;
      const lateMs = performance.now() - began - answer.wait_ms;
      if (lateMs > 500) {
        await settle(asked.route, answer.booking, null);
        continue;
      }
      sent.push({ at: performance.now(), route: asked.route });
      if (asked.answerMs) await sleep(asked.answerMs);
      await settle(asked.route, answer.booking, Math.ceil(lateMs));
      break;
    }
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
        urgent: random() < 0.3,
        answerMs: random() < 0.1 ? random() * 100 : 0,
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
    const shape = { route: "route:0", limit: 5, windowMs: 250, perSecond: 1_000 };
    const random = seeded(77);
    const until = Date.now() + 4_000;
    const ask = (): Asked => ({
      ...shape,
      urgent: random() < 0.5,
      lateMs: Math.floor(random() * 200),
      answerMs: 20,
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
        () => ({ ...shape, urgent: false }),
        () => 0,
      ),
    );
    await sleep(600);
    const waits: number[] = [];
    while (Date.now() < until - 300) {
      const began = performance.now();
      const [call] = await client(
        Date.now() + 1_000,
        () => ({ ...shape, urgent: true }),
        () => 1_000,
      );
      waits.push((call?.at ?? Number.POSITIVE_INFINITY) - began);
    }
    await Promise.all(bulk);
    expect(Math.max(...waits)).toBeLessThan(300);
  });
});

describe("bookings that come to nothing", () => {
  const shape = { route: "route:0", limit: 2, windowMs: 500, perSecond: 1_000, urgent: true };
  const bookNow = async () => {
    const { booking } = await book(shape);
    if (!booking) throw new Error("no slot");
    return booking;
  };

  test("a booking that is given back is free again at once", async () => {
    await bookNow();
    const unused = await bookNow();
    const full = await book(shape);
    expect(full.booking).toBeNull();
    await settle(shape.route, unused, null);
    expect((await book(shape, full.kept_place)).booking).not.toBeNull();
  });

  test("a call whose process died costs its place and a second, not more", async () => {
    await bookNow();
    await bookNow();
    await sleep(1_000 + shape.windowMs + 50);
    expect((await book(shape)).booking).not.toBeNull();
  });

  test("a place that nobody asks for is lost, so the queue goes on", async () => {
    for (let call = 0; call < 2; call++) await settle(shape.route, await bookNow(), 0);
    const died = await book(shape);
    expect(died.kept_place).not.toBeNull();
    const next = await book(shape);
    await sleep(next.wait_ms + 300);
    expect((await book({ ...shape, urgent: false })).booking).not.toBeNull();
  });

  test("people are served in the order in which they came", async () => {
    const one = { ...shape, limit: 1 };
    const { booking } = await book(one);
    await settle(one.route, booking ?? "", 0);
    const first = await book(one);
    const second = await book(one);
    expect(second.wait_ms).toBeGreaterThan(first.wait_ms + shape.windowMs * 0.8);
    await sleep(first.wait_ms + 30);
    expect((await book(one, second.kept_place)).booking).toBeNull();
    expect((await book(one, first.kept_place)).booking).not.toBeNull();
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

  const ask = (what: typeof bucket | null = bucket) =>
    bookCall(what, { paced: false, queues: true, place: null, patienceMs: 8_000 });
  const learn = async (headers: Headers) => {
    const booked = await ask();
    if (!booked.ok) throw new Error("no slot");
    await settleCall(booked.call, 0, headers);
  };

  test("the measured defaults apply before the first header", async () => {
    expect((await ask()).ok).toBe(true);
    const { limit, windowMs } = defaultBuckets["member-role"];
    expect(await stored()).toMatchObject({ limit, window_ms: windowMs });
  });

  test("limit and window are learned from the first answer of a window", async () => {
    await learn(answered(5, 4, 2));
    expect(await stored()).toMatchObject({ limit: 5, window_ms: 2_000, blocked: false });
    await learn(answered(5, 2, 1.2));
    expect(await stored()).toMatchObject({ limit: 5, window_ms: 2_000 });
  });

  test("when no calls are left, nothing is sent until the window ends", async () => {
    await learn(answered(5, 0, 1.5));
    expect(await stored()).toMatchObject({ blocked: true });
    expect(await ask()).toMatchObject({ ok: false });
  });

  test("calls that somebody else made with our token count until the window ends", async () => {
    await learn(answered(5, 2, 1.5));
    for (let call = 0; call < 2; call++) expect((await ask()).ok).toBe(true);
    const next = await ask();
    expect(next).toMatchObject({ ok: false });
    if (!next.ok) expect(next.waitMs).toBeLessThanOrEqual(1_600);
  });

  test("broken headers change nothing", async () => {
    await learn(new Headers());
    const before = await stored();
    for (const headers of [new Headers(), answered(Number.NaN, 1, 1), answered(-1, 1, 1), answered(0, 0, 0)])
      await learn(headers);
    expect(await stored()).toEqual(before);
  });

  test("a global block stops every lane and says why; a longer block is not shortened", async () => {
    await ask();
    await blockBudget("everything", 60, "credentials");
    await blockBudget("everything", 1, "limited");
    expect(await ask()).toMatchObject({ ok: false });
    expect(await ask(null)).toMatchObject({ ok: false });
    expect((await budgetState()).blockedSeconds).toBeGreaterThan(55);
  });

  test("a thousand refusals in ten minutes, a tenth of Discord's limit for a ban, stop all calls", async () => {
    await ask();
    await db().execute(
      sql`update rate_buckets set refusals = 999, refusals_since = now() where key like 'global:%'`,
    );
    await countRefusal();
    expect((await ask()).ok).toBe(true);
    await countRefusal();
    expect(await ask()).toMatchObject({ ok: false, blockedBy: "refusals" });
    expect(await budgetState()).toMatchObject({ blockedBy: "refusals" });
  });
});
