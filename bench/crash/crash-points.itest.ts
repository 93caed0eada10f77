import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judgeRecords } from "../chaos/verdict";
import { cases } from "./cases";
import { runUndisturbed, runWithDeath, type Undisturbed } from "./crash-points";
import { changeSubscription } from "./deeds";
import { disasters, runDisaster } from "./disasters";
import { outcomeOf, settled } from "./outcome";
import { type Scenario, scenarios } from "./scenarios";
import { arm, openWorld, type World } from "./world";

/*
 * A small form of `npm run bench crash`: each crash point once, at the first moment that belongs to it.
 */
let world: World;
const lives = new Map<Scenario, Undisturbed>();

beforeAll(async () => {
  world = await openWorld({ people: 100 });
}, 300_000);

afterAll(async () => {
  const { misses } = await judgeRecords(world.rig, world.sink);
  await world.close();
  expect(misses).toEqual([]);
});

async function lifeOf(scenario: Scenario): Promise<Undisturbed> {
  const life = lives.get(scenario) ?? (await runUndisturbed(world, scenario));
  lives.set(scenario, life);
  return life;
}

describe("a process dies", () => {
  const deaths = cases.flatMap(({ moments, ...one }) => (moments ? [{ ...one, ...moments }] : []));
  test.each(deaths)("$id: $what", async ({ scenario: names, moment }) => {
    for (const scenario of scenarios.filter(({ name }) => names.test(name))) {
      const { points, outcome } = await lifeOf(scenario);
      const moments = points.flatMap((point) => [`before:${point}`, `after:${point}`]);
      const first = moments.find((one) => moment.test(one));
      if (!first) continue;
      expect((await runWithDeath(world, scenario, first, outcome)).story).toEqual([]);
      return;
    }
    expect.unreachable("no scenario comes to such a moment");
  });

  test.each(["before", "after"])(
    "%s the role is taken, and the purchase is active again before the next worker starts",
    async (side) => {
      const { rig } = world;
      const scenario = scenarios.find(({ name }) => name === "a subscription ends");
      const person = world.newPerson();
      await scenario?.before?.(world, person);
      await settled(world);
      const delivered = await outcomeOf(world, person);
      const worker = rig.child("worker-1");
      await arm(rig, "worker-1", `${side}:DELETE /api/v10/guilds/{id}/members/{id}/roles/{id}#1`);
      const dead = worker && once(worker, "exit");
      await changeSubscription(world, person, "on_hold", "Pro");
      await dead;
      await rig.rest("worker-1");
      await changeSubscription(world, person, "active", "Pro");
      rig.start("worker-1");
      await settled(world);
      const roles = (lines: string[]) => lines.filter((line) => line.startsWith("account"));
      expect(roles(await outcomeOf(world, person))).toEqual(roles(delivered));
    },
  );
});

describe("worse happens", () => {
  // The rest takes minutes, and is left to the bench.
  const seen = new Set<string>();
  const firsts = disasters.filter((one) => !one.long && !seen.has(one.case) && seen.add(one.case));
  test.each(firsts)("$case: $name", async (disaster) => {
    const trials = await runDisaster(world, disaster);
    expect(trials.filter(({ story }) => story.length > 0)).toEqual([]);
  });
});
