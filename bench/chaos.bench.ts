/**
 * The storm: purchases in fifty servers, whose events arrive twice and out of order, while workers are killed every
 * second, Postgres crashes once, every connection gets another key and is then removed and made again, and Discord,
 * the provider, mail and endpoints keep failing. Nothing may be lost or wrong.
 *
 *     npm run bench chaos -- --provider stripe --events 2000 --seed 7 --workers 3 --minutes 5 --scale 20 --keep
 */
import { parseArgs } from "node:util";
import { runStorm } from "./chaos/storm";
import type { Bench } from "./run";

const chaos: Bench = async (report, { seed, args }) => {
  const { values } = parseArgs({
    args,
    options: {
      provider: { type: "string", default: "dodo" },
      events: { type: "string", default: "10000" },
      guilds: { type: "string", default: "50" },
      workers: { type: "string", default: "3" },
      minutes: { type: "string", default: "25" },
      scale: { type: "string", default: "20" },
      kill: { type: "string", default: "1000" },
      crashes: { type: "string", default: "1" },
      keep: { type: "boolean", default: false },
    },
  });
  const { provider } = values;
  if (provider !== "dodo" && provider !== "stripe") throw new Error(`There is no storm of ${provider}`);
  const result = await runStorm({
    provider,
    deliveries: Number(values.events),
    seed,
    guilds: Number(values.guilds),
    workers: Number(values.workers),
    timeScale: Number(values.scale),
    minutes: Number(values.minutes),
    killEveryMs: Number(values.kill),
    crashes: Number(values.crashes),
    keep: values.keep,
  });
  const note = (figure: string, value: number | string, unit = "") =>
    report({ figure, value, unit, goal: "", ok: true });
  note("seed", seed);
  note("sandbox time scale", Number(values.scale), "times");
  for (const [figure, value] of Object.entries(result.counts)) note(figure, value);
  note("workers killed", result.kills);
  report({
    figure: "drained, with kills going on",
    value: Number(result.drainedSeconds.toFixed(1)),
    unit: "s",
    goal: `<= ${Number(values.minutes) * 60}`,
    ok: result.inTime,
  });
  note("all webhooks delivered after", Number(result.deliveredSeconds.toFixed(1)), "s");
  for (const [figure, value] of Object.entries(result.figures)) {
    const must = !/, of$|^requests$|faults|^invalid/.test(figure);
    report({ figure, value, unit: "", goal: must ? "0" : "", ok: !must || value === 0 });
  }
  for (const miss of result.misses) console.log(`    MISS ${miss}`);
  if (result.keptDir) console.log(`    kept for inspection: ${result.keptDir}`);
};

export default chaos;
