import { printStructure } from "./structure/print-structure";
import { lint, types, unused } from "./testing/static";
import { lastLines, sum } from "./testing/tally";
import { vitest } from "./testing/vitest";

if (process.argv.includes("structure")) printStructure();
else {
  const tallies = [
    { name: "types", ...(await types()) },
    { name: "lint", ...(await lint()) },
    { name: "unused", ...(await unused()) },
    { name: "unit", ...(await vitest("unit")) },
  ];
  for (const line of lastLines(tallies)) console.log(line);
  process.exitCode = sum(tallies).failed > 0 ? 1 : 0;
}
