import { type SQL, sql } from "drizzle-orm";

/**
 * Where a worker is in its rounds. It looks for due rows again and again, and remembers which tenant it served last in
 * each lane. A row of a job without lanes is in lane 0.
 */
export type Look = { number: number; lastServed: Readonly<Record<number, string>> };
/** A row that was taken. */
export type Taken = { lane?: number; tenant?: string | null };

export const firstLook: Look = { number: 0, lastServed: {} };

/** The look after one that took these rows, in this order. A look that took nothing doesn't count. */
export function nextLook(look: Look, taken: readonly Taken[]): Look {
  if (taken.length === 0) return look;
  const served = taken.flatMap(({ lane = 0, tenant }) => (tenant ? [[lane, tenant] as const] : []));
  return { number: look.number + 1, lastServed: { ...look.lastServed, ...Object.fromEntries(served) } };
}

/**
 * The order of rows in a lane, by their columns `turn` (the row's place in its tenant's queue) and `tenant`: each
 * tenant's first row comes before any tenant's second, and whoever comes after the tenant served last is first.
 */
export function inTurn({ lastServed }: Look, lane: SQL): SQL {
  const cases = Object.entries(lastServed).map(
    ([number, tenant]) => sql`when ${Number(number)}::int then ${tenant}`,
  );
  const last = cases.length > 0 ? sql`coalesce(case ${lane} ${sql.join(cases, sql` `)} end, '')` : sql`''`;
  return sql`turn, tenant <= ${last}, tenant`;
}
