import { expect, test } from "vitest";
import { runStorm } from "./storm";

/** A small version of `npm run bench chaos -- --provider … --events 150 --guilds 4 --workers 3 --seed …` */
test.each(["dodo", "stripe"] as const)(
  "nothing is lost or wrong in a small storm of %s that kills workers every second and Postgres once",
  async (provider) => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const end = await runStorm({
      provider,
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
  },
  360_000,
);
