import { printStructure } from "./structure/print-structure";
import { lint, types } from "./testing/static";
import { sum } from "./testing/tally";
import { vitest } from "./testing/vitest";

if (process.argv.includes("structure")) printStructure();
else {
  const { passed, failed } = sum([await types(), await lint(), await vitest("unit")]);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
