import { fileGraph, isTest, mutualPairs, roomGraph, roomOf } from "./areas";
import { cyclesOf } from "./cycles";
import { readSources } from "./read-imports";

/** Prints each folder's files and lines, every import cycle, and every pair of folders that import each other. */
export function printStructure(): void {
  const sources = readSources();
  const files = fileGraph(sources);
  const rooms = roomGraph(fileGraph(sources.filter(({ path }) => !isTest(path))));
  const sizes = new Map<string, { files: number; lines: number }>();
  for (const { path, text } of sources) {
    const size = sizes.get(roomOf(path)) ?? { files: 0, lines: 0 };
    sizes.set(roomOf(path), { files: size.files + 1, lines: size.lines + text.split("\n").length - 1 });
  }
  for (const [room, size] of sizes)
    console.log(
      `${room.padEnd(32)}${String(size.files).padStart(5)} files${String(size.lines).padStart(7)} lines`,
    );
  print("cycles between files", cyclesOf(files).map(inWords));
  print("cycles between folders", cyclesOf(rooms).map(inWords));
  print("pairs of folders that import each other", mutualPairs(rooms));
}

const inWords = (cycle: string[]) => cycle.join(", ");

function print(what: string, found: string[]): void {
  console.log(`${found.length} ${what}`);
  for (const each of found) console.log(`  ${each}`);
}
