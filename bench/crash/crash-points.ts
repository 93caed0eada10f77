import type { Notice } from "./hook";
import { outcomeOf, settled } from "./outcome";
import type { Scenario } from "./scenarios";
import { arm, type World } from "./world";

/** One run of a scenario in which something happens to a process. */
export type Run = {
  scenario: Scenario;
  /** `before:` or `after:` and a point of the hook; other troubles in words. */
  moment: string;
  /** Seconds from the end of what people did until nothing was left to do. */
  seconds: number;
  /** What went wrong; empty if nothing did. */
  story: string[];
};

/** The scenario without trouble: its points, and what everybody sees at its end. */
export type Undisturbed = { points: string[]; outcome: string[] };

export async function runUndisturbed(world: World, scenario: Scenario): Promise<Undisturbed> {
  const points: string[] = [];
  const { outcome } = await live(world, scenario, null, (point) => points.push(point));
  return { points, outcome };
}

/** Work that is due now and then may be under way in one run and not in the next, so the moment is tried for again. */
const tries = 3;

export async function runWithDeath(
  world: World,
  scenario: Scenario,
  moment: string,
  expected: readonly string[],
): Promise<Run> {
  for (let nth = 1; ; nth++)
    try {
      const { died, outcome, seconds } = await live(world, scenario, moment);
      if (!died && nth < tries) continue;
      const story = difference(expected, outcome);
      if (!died) story.push("the process never came to this moment");
      return { scenario, moment, seconds, story };
    } catch (error) {
      return { scenario, moment, seconds: Number.POSITIVE_INFINITY, story: [wordsOf(error)] };
    }
}

/**
 * Lets a person live through the scenario, in which its process dies at the moment, if there is one. `heard` is told
 * of each point that the process comes to.
 */
export async function live(
  world: World,
  scenario: Scenario,
  crashAt: string | null,
  heard?: (point: string) => void,
) {
  const { rig } = world;
  const { victim } = scenario;
  const person = world.newPerson();
  await scenario.before?.(world, person);
  await settled(world);
  const workerWaits = victim === "web" || scenario.late === true;
  if (workerWaits) await rig.rest("worker-1");
  const ready = async () => {
    const child = rig.child(victim);
    await arm(rig, victim, crashAt);
    return child;
  };
  const deafen = rig.hear((name, message) => {
    const notice = message as Notice;
    if (name === victim && "point" in notice) heard?.(notice.point);
  });
  try {
    const early = scenario.late ? undefined : await ready();
    await scenario.act(world, person);
    if (workerWaits) rig.start("worker-1");
    const child = early ?? (await ready());
    const seconds = await settled(world);
    // It may die with its last commit, when nothing seems to be left to do.
    await arm(rig, victim, null);
    await settled(world);
    const outcome = await outcomeOf(world, person);
    return { died: child?.signalCode === "SIGKILL", outcome, seconds };
  } finally {
    deafen();
    if (workerWaits) rig.start("worker-1");
    await scenario.after?.(world, person);
  }
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function difference(expected: readonly string[], actual: readonly string[]): string[] {
  const surplus = [...actual];
  const missing = expected.filter((line) => {
    const at = surplus.indexOf(line);
    if (at >= 0) surplus.splice(at, 1);
    return at < 0;
  });
  return [...missing.map((line) => `missing: ${line}`), ...surplus.map((line) => `surplus: ${line}`)];
}
