import { lint, types } from "./testing/static";
import { sum } from "./testing/tally";
import { vitest } from "./testing/vitest";

const { passed, failed } = sum([await types(), await lint(), await vitest("unit")]);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
