/**
 * The crash points C1–C29: processes of the product are killed before and after every call and every commit, and worse
 * happens to them. Whatever takes over must come to the same end, as everybody sees it, as if nothing had happened.
 *
 *     npm run bench crash -- --only "a claim|Postgres" --keep
 */
import { parseArgs } from "node:util";
import { judgeRecords } from "./chaos/verdict";
import { cases, casesOf } from "./crash/cases";
import { type Run, runUndisturbed, runWithDeath } from "./crash/crash-points";
import { disasters, runDisaster } from "./crash/disasters";
import { scenarios } from "./crash/scenarios";
import { openWorld, type World } from "./crash/world";
import { round, share } from "./figures";
import type { Bench, Report } from "./run";

type Tally = { runs: number; failed: number };

const crash: Bench = async (report, { args }) => {
  const { values } = parseArgs({
    args,
    options: { only: { type: "string", default: "" }, keep: { type: "boolean", default: false } },
  });
  const chosen = (name: string) => new RegExp(values.only).test(name);
  const world = await openWorld({ people: 1_200 });
  let kept = values.keep;
  try {
    const runs: Run[] = [];
    for (const scenario of scenarios.filter(({ name }) => chosen(name)))
      runs.push(...(await killEverywhere(world, scenario)));
    const tallies = new Map<string, Tally>(cases.map(({ id }) => [id, { runs: 0, failed: 0 }]));
    for (const run of runs)
      for (const { id } of casesOf(run.scenario.name, run.moment)) count(tallies.get(id), run.story);
    for (const disaster of disasters.filter(({ name }) => chosen(name)))
      for (const { what, story } of await runDisaster(world, disaster)) {
        tell(what, story);
        count(tallies.get(disaster.case), story);
      }
    const { misses } = await judgeRecords(world.rig, world.sink);
    for (const miss of misses) console.log(`    MISS ${miss}`);
    for (const { id, what } of cases) {
      const { runs: all, failed } = tallies.get(id) ?? { runs: 0, failed: 0 };
      if (all === 0 && values.only) continue;
      const value =
        id === "C24" ? "not in the product" : `${all} runs, ${all - failed} passed, ${failed} failed`;
      const ok = failed === 0 && (all > 0 || id === "C24");
      report({ figure: `${id} ${what}`, value, unit: "", goal: id === "C24" ? "" : "0 failed", ok });
    }
    const elsewhere = runs.filter(({ scenario, moment }) => casesOf(scenario.name, moment).length === 0);
    const zero = (figure: string, value: number) =>
      report({ figure, value, unit: "", goal: "0", ok: value === 0 });
    report({ figure: "deaths", value: runs.length, unit: "", goal: "", ok: true });
    report({ figure: "deaths at points of no case", value: elsewhere.length, unit: "", goal: "", ok: true });
    zero("deaths with another end", runs.filter(({ story }) => story.length > 0).length);
    zero("records that are wrong", misses.length);
    if (runs.length > 0) reportSeconds(report, runs);
    kept ||= misses.length > 0 || runs.some(({ story }) => story.length > 0);
    if (kept) console.log(`    kept for inspection: ${world.rig.keptDir}`);
  } finally {
    await world.close(kept);
  }
};

export default crash;

/** A run that came to no end counts as endless. */
function reportSeconds(report: Report, runs: readonly Run[]): void {
  const seconds = runs.map((run) => run.seconds);
  const late = round(share(seconds, 0.99));
  report({ figure: "all done after, p99", value: late, unit: "s", goal: "<= 5", ok: late <= 5 });
  const latest = round(Math.max(...seconds));
  report({ figure: "all done after, at most", value: latest, unit: "s", goal: "", ok: true });
}

async function killEverywhere(world: World, scenario: (typeof scenarios)[number]): Promise<Run[]> {
  const [one, other] = [await runUndisturbed(world, scenario), await runUndisturbed(world, scenario)];
  // What is due now and then happens in one of them only. The commits of the rate budget stand right before and after
  // their call, so a death there is one before or after the call.
  const points = one.points.filter(
    (point) => other.points.includes(point) && !point.startsWith("commit rate budget"),
  );
  const began = Date.now();
  const runs: Run[] = [];
  for (const point of points)
    for (const side of ["before", "after"]) {
      const run = await runWithDeath(world, scenario, `${side}:${point}`, one.outcome);
      tell(`${scenario.name}, ${run.moment}`, run.story);
      runs.push(run);
    }
  const seconds = Math.round((Date.now() - began) / 1_000);
  console.log(`    ${scenario.name}: ${points.length} points, ${runs.length} deaths in ${seconds} s`);
  return runs;
}

function count(tally: Tally | undefined, story: readonly string[]): void {
  if (!tally) return;
  tally.runs += 1;
  if (story.length > 0) tally.failed += 1;
}

function tell(what: string, story: readonly string[]): void {
  if (story.length > 0) console.log(`    FAILED ${what}\n      ${story.join("\n      ")}`);
}
