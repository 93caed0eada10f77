import { areaGraph, areaOf, fileGraph, isTest, mutualPairs } from "./areas";
import { cyclesOf } from "./cycles";
import { readSources } from "./read-imports";

/** Prints each folder's files and lines, every import cycle, and every pair of folders that import each other. */
export function printStructure(): void {
  const sources = readSources();
  const files = fileGraph(sources);
  const areas = areaGraph(fileGraph(sources.filter(({ path }) => !isTest(path))));
  const sizes = new Map<string, { files: number; lines: number }>();
  for (const { path, text } of sources) {
    const size = sizes.get(areaOf(path)) ?? { files: 0, lines: 0 };
    sizes.set(areaOf(path), { files: size.files + 1, lines: size.lines + text.split("\n").length - 1 });
  }
  for (const [area, size] of sizes)
    console.log(
      `${area.padEnd(32)}${String(size.files).padStart(5)} files${String(size.lines).padStart(7)} lines`,
    );
  print("cycles between files", cyclesOf(files).map(listed));
  print("cycles between folders", cyclesOf(areas).map(listed));
  print("pairs of folders that import each other", mutualPairs(areas));
}

const listed = (cycle: string[]) => cycle.join(", ");

function print(what: string, found: string[]): void {
  console.log(`${found.length} ${what}`);
  for (const each of found) console.log(`  ${each}`);
}
