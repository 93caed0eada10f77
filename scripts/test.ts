import { audit } from "./testing/audit";
import { stopChildren } from "./testing/child";
import { buildForJourneys, journeys } from "./testing/journeys";
import { lint, types, unused } from "./testing/static";
import { lastLines, sum, type Tally } from "./testing/tally";
import { vitest } from "./testing/vitest";

const parts: Record<string, (patterns: string[]) => Promise<Tally>> = {
  audit: async () => audit(),
  lint,
  types,
  unused,
  unit: (patterns) => vitest("unit", patterns),
  integration: (patterns) => vitest("integration", patterns),
  journeys,
};

const [part, ...patterns] = process.argv.slice(2);
let interrupted = false;
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    interrupted = true;
    stopChildren();
  });
}
finish(part === undefined ? await everything() : await only(part));

type Named = { name: string } & Tally;

/** Each runner runs even if an earlier one failed. The build runs during the unit tests, which need few cores. */
async function everything(): Promise<Named[]> {
  const tallies: Named[] = [
    { name: "audit", ...audit() },
    { name: "lint", ...(await lint()) },
    { name: "types", ...(await types()) },
    { name: "unused", ...(await unused()) },
  ];
  const building = interrupted ? undefined : buildForJourneys();
  for (const project of ["unit", "integration"] as const) {
    if (!interrupted) tallies.push({ name: project, ...(await vitest(project)) });
    await building;
  }
  if (!interrupted) tallies.push({ name: "journeys", ...(await journeys()) });
  return tallies;
}

async function only(name: string): Promise<Named[]> {
  const run = parts[name];
  if (run) return [{ name, ...(await run(patterns)) }];
  console.error(`npm test -- ${Object.keys(parts).join(" | ")} [pattern]; "${name}" is not one of them`);
  process.exit(64);
}

function finish(tallies: Named[]): void {
  const { passed, failed } = sum(tallies);
  if (interrupted) console.error("Interrupted: not everything ran");
  for (const line of lastLines(tallies)) console.log(line);
  process.exitCode = failed > 0 || passed === 0 || interrupted ? 1 : 0;
}
