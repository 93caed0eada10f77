/** What a page gets as its query, as Next gives it. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/**
 * A page's query. A repeated parameter counts as missing, as in Discord's redirect: whichever value a check looked at,
 * another could be used.
 */
export async function readSearchParams(given: SearchParams): Promise<Record<string, string | undefined>> {
  const single = Object.entries(await given).filter(([, value]) => typeof value === "string");
  return Object.fromEntries(single) as Record<string, string>;
}
