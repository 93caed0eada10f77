import { stopChildren } from "./testing/child";
import { lint, types } from "./testing/static";
import { sum, type Tally } from "./testing/tally";
import { vitest } from "./testing/vitest";

const parts: Record<string, (patterns: string[]) => Promise<Tally>> = {
  lint,
  types,
  unit: (patterns) => vitest("unit", patterns),
  integration: (patterns) => vitest("integration", patterns),
};

process.on("SIGINT", stopChildren).on("SIGTERM", stopChildren);
const [part, ...patterns] = process.argv.slice(2);
const chosen = part === undefined ? undefined : parts[part];
if (part !== undefined && !chosen) {
  console.error(`npm test -- ${Object.keys(parts).join(" | ")} [pattern]; "${part}" is none of them`);
  process.exit(1);
}
const tallies: Tally[] = [];
for (const run of chosen ? [chosen] : Object.values(parts)) tallies.push(await run(patterns));
const { passed, failed } = sum(tallies);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
