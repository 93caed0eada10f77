import { expect, test } from "vitest";
import { runStorm } from "./storm";

/** The bench in small: `npm run bench chaos -- --events 150 --guilds 4 --workers 3 --seed …` */
test("a small storm: workers killed every second, Postgres once, and nothing lost or wrong", async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const end = await runStorm({
    deliveries: 150,
    seed,
    guilds: 4,
    workers: 3,
    timeScale: 20,
    minutes: 4,
    killEveryMs: 1_000,
    crashes: 1,
    keep: false,
  });
  expect({ seed, misses: end.misses, inTime: end.inTime }).toEqual({ seed, misses: [], inTime: true });
  expect(end.kills).toBeGreaterThan(5);
}, 360_000);
