/**
 * What the limit by client address costs a request, beside the cheapest question that a database can be asked: while it
 * lets in, while it refuses, and with a million addresses known.
 *
 *     npm run bench doors -- --addresses 1000000
 */
import { parseArgs } from "node:util";
import { sql } from "drizzle-orm";
import { closeDatabase, db } from "@/db/client";
import { countWithin } from "@/lib/rate-counter";
import { migrateDatabase } from "../db/migrate";
import { openPostgres } from "../scripts/postgres";
import { resolveSettings } from "../scripts/settings";
import { temporaryDataDir } from "../scripts/temporary-data-dir";
import { round } from "./figures";
import type { Bench } from "./run";

const rounds = 3_000;
const warmUp = 300;
const mostTimesAsLong = 3;

const doors: Bench = async (report, { args }) => {
  const { values } = parseArgs({ args, options: { addresses: { type: "string", default: "1000000" } } });
  const dataDir = await temporaryDataDir();
  const postgres = await openPostgres({ dataDir, password: "bench" });
  try {
    await migrateDatabase(postgres.url, postgres.appUrl);
    const { env } = resolveSettings({ DEMO: "1", DATABASE_URL: postgres.appUrl, DATA_DIR: dataDir });
    Object.assign(process.env, env);
    const tell = async (figure: string, call: () => Promise<unknown>) => {
      const { mean, times } = await compare(call, () => db().execute(sql`select 1`));
      report({ figure, value: round(mean), unit: "ms", goal: "", ok: true });
      const ok = times <= mostTimesAsLong;
      report({
        figure: `${figure}, beside select 1`,
        value: round(times),
        unit: "",
        goal: `<= ${mostTimesAsLong}`,
        ok,
      });
    };
    let n = 0;
    await tell("let in", () => countWithin(db(), `bench:${n++}`, 10, 60));
    await countWithin(db(), "bench:full", 1, 86_400);
    await tell("refused", () => countWithin(db(), "bench:full", 1, 86_400));
    await db().execute(sql`
      insert into token_buckets (key, full_at) select 'mail:' || i, now() + interval '1 hour'
      from generate_series(1, ${Number(values.addresses)}::int) i`);
    await tell(`let in, ${values.addresses} known`, () => countWithin(db(), `more:${n++}`, 10, 60));
  } finally {
    await closeDatabase();
    await postgres.release();
  }
};

export default doors;

/** The mean time of a call in milliseconds, and how many times as long it is as the other, called in turns. */
async function compare(call: () => Promise<unknown>, other: () => Promise<unknown>) {
  const spent = { call: 0, other: 0 };
  for (let n = -warmUp; n < rounds; n++)
    for (const [name, run] of Object.entries({ call, other }) as [keyof typeof spent, typeof call][]) {
      const began = performance.now();
      await run();
      if (n >= 0) spent[name] += performance.now() - began;
    }
  return { mean: spent.call / rounds, times: spent.call / spent.other };
}
