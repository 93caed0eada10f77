import type { SearchHit } from "@/lib/overview/search-business";

const most = 6;

/** What was opened from the command menu lately, newest first. Kept for this tab alone: it holds customers' names. */
export function readRecent(slug: string): SearchHit[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(slug)) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    // Browsers can forbid storage.
    return [];
  }
}

export function addRecent(slug: string, hit: SearchHit): void {
  const others = readRecent(slug).filter(({ id }) => id !== hit.id);
  try {
    sessionStorage.setItem(keyOf(slug), JSON.stringify([hit, ...others].slice(0, most)));
  } catch {
    // The menu works without.
  }
}

function keyOf(slug: string): string {
  return `recent:${slug}`;
}
