import type { Graph } from "./cycles";
import type { SourceFile } from "./read-imports";

/** Folders whose files are gathered by noun: in these, each subfolder is an area, and so is each single file. */
const gatheredByNoun = ["bench", "components", "lib", "sandbox", "scripts"];

/** The area of a file: `lib/grants`, `lib/products.ts`, `components/ui`, `app`, `emails`. */
export function areaOf(path: string): string {
  const [top = path, second] = path.split("/");
  return second && gatheredByNoun.includes(top) ? `${top}/${second}` : top;
}

/** Tests and test worlds, which may import more than the product may. */
export function isTest(path: string): boolean {
  return /\.(i?test|spec|bench)\.tsx?$|^(test|e2e|bench)\//.test(path);
}

export function fileGraph(sources: SourceFile[]): Graph {
  const paths = new Set(sources.map(({ path }) => path));
  return new Map(sources.map(({ path, imports }) => [path, new Set(imports.filter((to) => paths.has(to)))]));
}

export function areaGraph(files: Graph): Graph {
  const areas: Graph = new Map();
  for (const [from, targets] of files) {
    const area = areaOf(from);
    const next = areas.get(area) ?? new Set<string>();
    for (const to of targets) if (areaOf(to) !== area) next.add(areaOf(to));
    areas.set(area, next);
  }
  return areas;
}

/** Areas that import each other directly, as `one <-> other`. */
export function mutualPairs(areas: Graph): string[] {
  return [...areas].flatMap(([one, targets]) =>
    [...targets]
      .filter((other) => one < other && areas.get(other)?.has(one))
      .map((other) => `${one} <-> ${other}`),
  );
}
