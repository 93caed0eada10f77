import { cleanLine } from "@/lib/text";
import { BeyondLimits, type ProviderApi } from "./provider-api";

export type ReadPage<Item> = (cursor: string | null) => Promise<{ items: Item[]; next: string | null }>;

export const listLimits = { pages: 1_000, characters: 32 * 1024 * 1024, ms: 120_000 };

/**
 * A whole list of a provider, page by page. `what` names it in the error for a list that repeats itself, is larger than
 * any real one, or takes too long.
 */
export async function readList<Item>(
  api: ProviderApi,
  what: string,
  readPage: ReadPage<Item>,
  limits = listLimits,
): Promise<Item[]> {
  const startedAt = performance.now();
  const all: Item[] = [];
  const seen = new Set<string>();
  let characters = 0;
  for (let cursor: string | null = null, pages = 1; ; pages++) {
    const { items, next }: Awaited<ReturnType<ReadPage<Item>>> = await readPage(cursor);
    characters += JSON.stringify(items).length;
    all.push(...items);
    if (next === null) return all;
    if (seen.has(next)) throw repeats(api, what, next);
    if (pages >= limits.pages || characters > limits.characters) throw neverEnds(api, what, pages);
    if (performance.now() - startedAt > limits.ms)
      throw new BeyondLimits(`${api.name} takes longer than ${limits.ms / 1000} seconds to list ${what}`);
    seen.add(next);
    cursor = next;
  }
}

export function neverEnds(api: ProviderApi, what: string, pages: number): BeyondLimits {
  return new BeyondLimits(`${api.name}'s list of ${what} does not end (${pages} pages were read)`);
}

export function repeats(api: ProviderApi, what: string, cursor: string): BeyondLimits {
  return new BeyondLimits(`${api.name}'s list of ${what} repeats itself (after ${cleanLine(cursor, 60)})`);
}
