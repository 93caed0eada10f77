import { readFileSync } from "node:fs";
import { join } from "node:path";

const read = <T>(file: string) =>
  JSON.parse(readFileSync(join(process.env.E2E_BUILD ?? "", file), "utf8")) as T;

/** Every address of the build, such as `/[business]/customers/[customer]`. */
export function readAddresses(): string[] {
  return [...new Set(Object.values(read<Record<string, string>>("app-path-routes-manifest.json")))].sort();
}

type Action = { id: string; name: string; page: string };

/** Every server action of the build, with a page that it can be sent to. */
export function readActions(): Action[] {
  type Manifest = { node: Record<string, { filename: string; exportedName: string; workers: object }> };
  const { node } = read<Manifest>("server/server-reference-manifest.json");
  return Object.entries(node)
    .map(([id, { filename, exportedName, workers }]) => ({
      id,
      name: `${filename} ${exportedName}`,
      page: addressOf(Object.keys(workers)[0] ?? ""),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** `app/[business]/(overview)/page` is the file of `/[business]`. */
function addressOf(file: string): string {
  return (
    file
      .replace(/^app/, "")
      .replace(/\/\([^)]*\)/g, "")
      .replace(/\/page$/, "") || "/"
  );
}
