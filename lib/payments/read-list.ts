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
  let before = "";
  for (let cursor: string | null = null, pages = 1; ; pages++) {
    const { items, next }: Awaited<ReturnType<ReadPage<Item>>> = await readPage(cursor);
    const text = JSON.stringify(items);
    characters += text.length;
    all.push(...items);
    if (next === null) return all;
    // The same page again: the cursor is a number that we count, and the other side doesn't look at it.
    if (seen.has(next) || (items.length > 0 && text === before)) throw repeats(api, what, next);
    if (pages >= limits.pages || characters > limits.characters) throw neverEnds(api, what, pages);
    if (performance.now() - startedAt > limits.ms)
      throw new BeyondLimits(`${api.name} takes longer than ${limits.ms / 1000} seconds to list ${what}`);
    seen.add(next);
    before = text;
    cursor = next;
  }
}

export function neverEnds(api: ProviderApi, what: string, pages: number): BeyondLimits {
  return new BeyondLimits(`The list of ${what} at ${api.name} does not end (${pages} pages were read)`);
}

export function repeats(api: ProviderApi, what: string, cursor: string): BeyondLimits {
  return new BeyondLimits(
    `The list of ${what} at ${api.name} repeats itself (after ${cleanLine(cursor, 60)})`,
  );
}
