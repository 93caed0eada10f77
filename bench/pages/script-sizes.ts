import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";

type Manifest = { entryJSFiles: Record<string, string[]> };

/**
 * The JavaScript that each page of a build loads with its document, in gzipped bytes by route (`/buy/[product]`), and
 * `floor`: what a page without any code of ours loads.
 */
export function scriptSizes(build: string): { floor: number; pages: Map<string, number> } {
  const { rootMainFiles } = JSON.parse(readFileSync(join(build, "build-manifest.json"), "utf8")) as {
    rootMainFiles: string[];
  };
  const known = new Map<string, number>();
  const sizeOf = (file: string) => {
    const size = known.get(file) ?? gzipSync(readFileSync(join(build, file))).length;
    known.set(file, size);
    return size;
  };
  const pages = new Map<string, number>();
  for (const [route, { entryJSFiles }] of manifestsOf(build)) {
    const files = new Set([...rootMainFiles, ...Object.values(entryJSFiles).flat()]);
    pages.set(
      route,
      [...files].reduce((sum, file) => sum + sizeOf(file), 0),
    );
  }
  const floor = pages.get("/_global-error");
  if (floor === undefined) throw new Error("The build has no page of Next's own to compare with");
  return { floor, pages };
}

function manifestsOf(build: string): [string, Manifest][] {
  const folder = join(build, "server", "app");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith("page_client-reference-manifest.js"))
    .flatMap((file) => {
      const world: { __RSC_MANIFEST?: Record<string, Manifest> } = {};
      runInNewContext(readFileSync(join(folder, file), "utf8"), { globalThis: world });
      return Object.entries(world.__RSC_MANIFEST ?? {});
    })
    .map(([page, manifest]) => [page.replace(/\/\([^/]+\)/g, "").replace(/\/page$/, "") || "/", manifest]);
}

/** The routes of the pages that customers meet, mostly on a phone. */
export function isForCustomers(route: string): boolean {
  return /^\/(buy|connect|portal|discord\/(confirm|refused|result))(\/|$)/.test(route);
}

/** How much more than `floor` a customer's page may load, in bytes. */
export const customersMay = 10_000;
