import type { Graph } from "./cycles";
import type { SourceFile } from "./read-imports";

/** Folders whose files are gathered by noun: each folder below is a room, and so is each file beside them. */
const gatheredByNoun = ["bench", "components", "lib", "sandbox", "scripts"];

/** The room a file stands in: `lib/grants`, `lib/products.ts`, `components/ui`, `app`, `emails`. */
export function roomOf(path: string): string {
  const [top = path, second] = path.split("/");
  return second && gatheredByNoun.includes(top) ? `${top}/${second}` : top;
}

/** Tests, and the worlds they stand on, may reach further than the product does. */
export function isTest(path: string): boolean {
  return /\.(i?test|spec|bench)\.tsx?$|^(test|e2e|bench)\//.test(path);
}

export function fileGraph(sources: SourceFile[]): Graph {
  const paths = new Set(sources.map(({ path }) => path));
  return new Map(sources.map(({ path, imports }) => [path, new Set(imports.filter((to) => paths.has(to)))]));
}

export function roomGraph(files: Graph): Graph {
  const rooms: Graph = new Map();
  for (const [from, targets] of files) {
    const room = roomOf(from);
    const next = rooms.get(room) ?? new Set<string>();
    for (const to of targets) if (roomOf(to) !== room) next.add(roomOf(to));
    rooms.set(room, next);
  }
  return rooms;
}

/** Rooms that import each other directly, as `one <-> other`. */
export function mutualPairs(rooms: Graph): string[] {
  return [...rooms].flatMap(([one, targets]) =>
    [...targets]
      .filter((other) => one < other && rooms.get(other)?.has(one))
      .map((other) => `${one} <-> ${other}`),
  );
}
