import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { isBuilt } from "./build";

const toolsOnly = ["drizzle.config.ts", "playwright.config.ts", "vitest.config.ts"];

test("a change of any file that Next builds, also at the root, makes a build outdated", () => {
  const atRoot = readdirSync(".").filter((name) => /\.tsx?$/.test(name) && !/\.(d|test)\.tsx?$/.test(name));
  expect(atRoot.filter((name) => !isBuilt(name) && !toolsOnly.includes(name))).toEqual([]);
  expect(atRoot).toEqual(expect.arrayContaining(["proxy.ts", "instrumentation.ts"]));
});
