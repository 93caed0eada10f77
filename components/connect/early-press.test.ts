import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** React replays a form that is sent before the page's scripts arrive. A click handled by `onClick` is lost. */
test("on a customer's page every button is a link, or sends a form", () => {
  const folders = ["connect", "portal", "buy"].map((noun) => join(import.meta.dirname, "..", noun));
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  expect(files.filter((file) => /\.tsx$/.test(file)).length).toBeGreaterThan(10);
  expect(
    files.filter((file) => file.endsWith(".tsx") && readFileSync(file, "utf8").includes("onClick=")),
  ).toEqual([]);
});
