import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "oxc-parser";

const root = join(import.meta.dirname, "../..");

const folders = [
  "app",
  "bench",
  "components",
  "db",
  "e2e",
  "emails",
  "lib",
  "sandbox",
  "scripts",
  "seed",
  "test",
];

/** `imports`: files of this repository by their path from the root, packages by name; types included. */
export type SourceFile = { path: string; text: string; imports: string[] };

/** Every TypeScript file of the repository with what it imports. Paths are relative to the root. */
export function readSources(): SourceFile[] {
  const atRoot = readdirSync(root).filter(isSource);
  const inFolders = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter(isSource)
      .map((name) => join(folder, name)),
  );
  const paths = new Set([...atRoot, ...inFolders]);
  return [...paths].sort().map((path) => {
    const text = readFileSync(join(root, path), "utf8");
    return { path, text, imports: importsOf(path, text).map((name) => resolve(path, name, paths)) };
  });
}

function isSource(name: string): boolean {
  return /\.(tsx?|mjs)$/.test(name) && !name.endsWith(".d.ts");
}

function importsOf(path: string, text: string): string[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(path, text).module;
  const dynamic = dynamicImports.map(({ moduleRequest: { start, end } }) => text.slice(start + 1, end - 1));
  const exported = staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : [])),
  );
  const types = [...text.matchAll(/\bimport\("([^"]+)"\)/g)].map(([, name]) => name ?? "");
  const names = [...staticImports.map(({ moduleRequest }) => moduleRequest.value), ...exported];
  return [...new Set([...names, ...dynamic, ...types])];
}

function resolve(from: string, name: string, paths: Set<string>): string {
  const target = name.startsWith("@/") ? name.slice(2) : name.startsWith(".") ? join(from, "..", name) : null;
  if (target === null) return name;
  const endings = ["", ".ts", ".tsx", ".mjs", "/index.ts"];
  const ending = endings.find((each) => paths.has(`${target}${each}`));
  return ending === undefined ? target : `${target}${ending}`;
}
