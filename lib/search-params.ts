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

export type Direction = "asc" | "desc";
export type Sort<By extends string = string> = { by: By; direction: Direction };

/** `?sort=name`, or `?sort=-name` for descending. Anything else is the first of `sorts`, which is the list's own order. */
export function readSort<By extends string>(
  given: string | undefined,
  sorts: readonly [Sort<By>, ...Sort<By>[]],
): Sort<By> {
  const direction = given?.startsWith("-") ? "desc" : "asc";
  const name = given?.replace(/^-/, "");
  const found = sorts.find(({ by }) => by === name);
  return found ? { by: found.by, direction } : sorts[0];
}

/** For lists that are read as a whole, because they stay short. Rows with the same value keep their order. */
export function sortRows<Row, By extends string>(
  rows: readonly Row[],
  { by, direction }: Sort<By>,
  values: Record<By, (row: Row) => string>,
): Row[] {
  const value = values[by];
  const sign = direction === "asc" ? 1 : -1;
  return [...rows].sort((a, b) => sign * (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0));
}

/** A day like `2026-11-25`. Anything else, and a day that doesn't exist, counts as missing. */
export function readDay(given: string | undefined): string | undefined {
  const time = /^[12]\d{3}-\d\d-\d\d$/.test(given ?? "") ? Date.parse(`${given}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== given ? undefined : given;
}
