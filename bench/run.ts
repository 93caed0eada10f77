/**
 * `npm run bench [name] [-- --json FILE] [--seed N] [further arguments for the bench]`
 *
 * Runs `bench/*.bench.ts` one after the other. Each exports a `Bench` as its default, which measures and reports rows,
 * some with a goal.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

type Row = {
  figure: string;
  value: number | string;
  unit: string;
  /** Like ">= 0.97"; empty if the figure has no goal. */
  goal: string;
  ok: boolean;
};
export type Report = (row: Row) => void;
type BenchOptions = { seed: number; args: string[] };
export type Bench = (report: Report, options: BenchOptions) => Promise<void>;

type NamedRow = Row & { bench: string };

const folder = new URL(".", import.meta.url);
const all = readdirSync(folder)
  .filter((name) => name.endsWith(".bench.ts"))
  .map((name) => name.replace(/\.bench\.ts$/, ""))
  .sort();

/** Runs the named bench, or all; resolves to whether every row was ok. */
export async function runBenches(argv: string[]): Promise<boolean> {
  const { names, json, options } = parseArguments(argv);
  const rows: NamedRow[] = [];
  for (const bench of names) {
    console.log(`\n${bench} (seed ${options.seed})`);
    const report: Report = (row) => {
      rows.push({ bench, ...row });
      console.log(lineOf(row));
    };
    try {
      const { default: run } = (await import(`./${bench}.bench.ts`)) as { default: Bench };
      await run(report, options);
    } catch (error) {
      console.error(error);
      report({ figure: "completed", value: "no", unit: "", goal: "yes", ok: false });
    }
    if (!rows.some((row) => row.bench === bench))
      report({ figure: "rows reported", value: 0, unit: "", goal: ">= 1", ok: false });
  }
  console.log(`\n${table(rows)}`);
  if (json) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
  return rows.length > 0 && rows.every(({ ok }) => ok);
}

function parseArguments(argv: string[]): {
  names: string[];
  json: string | undefined;
  options: BenchOptions;
} {
  const { values, positionals, tokens } = parseArgs({
    args: argv,
    options: { json: { type: "string" }, seed: { type: "string" } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const [name] = positionals;
  if (name !== undefined && !all.includes(name)) {
    console.error(`There is no bench ${name}. There are: ${all.join(", ") || "none"}`);
    process.exit(64);
  }
  const own = new Set(["json", "seed"]);
  const first = tokens.find(({ kind }) => kind === "positional");
  const further = tokens.flatMap((token) => {
    // In their order, because a bench's own `--events 400` is parsed as an option and a positional.
    if (token.kind === "positional") return token === first ? [] : [token.value];
    if (token.kind !== "option" || own.has(token.name)) return [];
    return [token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`];
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  return {
    names: name === undefined ? all : [name],
    json: typeof values.json === "string" ? values.json : undefined,
    options: { seed, args: further },
  };
}

function lineOf({ figure, value, unit, goal, ok }: Row): string {
  return `  ${ok ? "ok  " : "MISS"} ${figure}: ${value}${unit && ` ${unit}`}${goal && ` (goal ${goal})`}`;
}

function table(rows: NamedRow[]): string {
  const cells = rows.map(({ bench, figure, value, unit, goal, ok }) => [
    bench,
    figure,
    `${value}${unit && ` ${unit}`}`,
    goal,
    ok ? "ok" : "MISS",
  ]);
  const lines = [["bench", "figure", "value", "goal", ""], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
