/**
 * The storm: lives of purchases in fifty servers, told twice and out of order, while workers are killed every
 * second, Postgres once, and Discord, mail and endpoints have their worst day. Nothing may be lost or wrong.
 *
 *     npm run bench chaos -- --events 2000 --seed 7 --workers 3 --minutes 5 --scale 20 --keep
 */
import { parseArgs } from "node:util";
import { runStorm } from "./chaos/storm";
import type { Bench } from "./run";

const chaos: Bench = async (report, { seed, args }) => {
  const { values } = parseArgs({
    args,
    options: {
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
  const end = await runStorm({
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
  const tell = (figure: string, value: number | string, unit = "") =>
    report({ figure, value, unit, goal: "", ok: true });
  tell("seed", seed);
  tell("sandbox time scale", Number(values.scale), "times");
  for (const [figure, value] of Object.entries(end.told)) tell(figure, value);
  tell("workers killed", end.kills);
  report({
    figure: "drained, with kills going on",
    value: Number(end.drainedSeconds.toFixed(1)),
    unit: "s",
    goal: `<= ${Number(values.minutes) * 60}`,
    ok: end.inTime,
  });
  tell("all webhooks delivered after", Number(end.deliveredSeconds.toFixed(1)), "s");
  for (const [figure, value] of Object.entries(end.figures)) {
    const must = !/, of$|^requests$|spoilt|^invalid/.test(figure);
    report({ figure, value, unit: "", goal: must ? "0" : "", ok: !must || value === 0 });
  }
  for (const miss of end.misses) console.log(`    MISS ${miss}`);
  if (end.keptDir) console.log(`    kept for a look: ${end.keptDir}`);
};

export default chaos;
