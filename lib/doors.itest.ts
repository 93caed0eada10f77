import { sql } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { countForSubject, passDoor } from "./doors";
import { countWithin } from "./rate-counter";

const from = (address: string | null) => new Headers(address ? { "x-client-address": address } : {});
const times = async (n: number, call: () => Promise<unknown>) => {
  const outcomes = await Promise.allSettled(Array.from({ length: n }, call));
  return outcomes.filter(({ status }) => status === "fulfilled").length;
};
const pass = (seconds: number) =>
  db().execute(sql`update token_buckets set full_at = full_at - make_interval(secs => ${seconds})`);

test.each([
  ["mail", 10, 360],
  ["connect", 20, 3],
  ["discord-return", 20, 3],
  ["checkout", 10, 6],
  ["wrong-key", 60, 1],
  ["wrong-signature", 60, 1],
] as const)("%s: %i at once from one address, and one more every %i seconds", async (door, limit, each) => {
  const headers = from("203.0.113.1");
  expect(await times(limit + 15, () => passDoor(door, headers))).toBe(limit);
  await expect(passDoor(door, headers)).rejects.toMatchObject({
    code: "too_many_requests",
    retryAfterSeconds: each,
  });
  await expect(passDoor(door, from("203.0.113.2"))).resolves.toBeUndefined();
  await pass(each);
  expect(await times(3, () => passDoor(door, headers))).toBe(1);
});

test("where the address can't be known, nobody is counted and nothing is written", async () => {
  await db().execute(sql`truncate token_buckets`);
  expect(await times(200, () => passDoor("mail", from(null)))).toBe(200);
  expect(await db().execute(sql`select from token_buckets`)).toHaveLength(0);
});

test("a refused visit writes nothing", async () => {
  const row = () =>
    db().execute(sql`select full_at::text, xmin::text from token_buckets where key = 'k:refused'`);
  for (let n = 0; n < 3; n++) await countWithin(db(), "k:refused", 3, 60);
  const before = await row();
  expect(await countWithin(db(), "k:refused", 3, 60)).toBe(false);
  expect(await row()).toEqual(before);
});

test("whatever happens when, no more than the limit pass at once and no more than the rate over time", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.oneof(fc.constant("call" as const), fc.integer({ min: 1, max: 40 })), { maxLength: 40 }),
      async (limit, steps) => {
        const key = `property:${run++}`;
        let elapsed = 0;
        let passed = 0;
        for (const step of steps) {
          if (step !== "call") {
            elapsed += step;
            await db().execute(
              sql`update token_buckets set full_at = full_at - make_interval(secs => ${step}) where key = ${key}`,
            );
          } else if (await countWithin(db(), key, limit, 60)) passed += 1;
          expect(passed).toBeLessThanOrEqual(limit + (elapsed * limit) / 60 + 0.01);
        }
        const wanted = steps.filter((step) => step === "call").length;
        // Whoever keeps to the limit is never refused.
        if (wanted <= limit) expect(passed).toBe(wanted);
      },
    ),
    { numRuns: 60 },
  );
});

test("a stranger's requests for somebody count against the stranger", async () => {
  const ask = (address: string | null) => async () => {
    if (!(await countForSubject(db(), "mail-to:ada", address, 3, 3600))) throw new Error("over the limit");
  };
  expect(await times(50, ask("198.51.100.66"))).toBe(3);
  expect(await times(5, ask("203.0.113.5"))).toBe(3);
  // All together can't flood the mailbox either.
  let all = 6;
  for (let stranger = 0; stranger < 20; stranger++) all += await times(3, ask(`192.0.2.${stranger}`));
  expect(all).toBe(15);
});
