import { z } from "zod";

/** Of every list: the SDKs' 0-based pages, or our cursor, which no insertion shifts. */
export const pageQuery = z.object({
  page_number: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .default(0)
    .describe("0-based. Not counted when a cursor is given"),
  page_size: z.coerce.number().int().min(0).max(100).default(10),
  cursor: z
    .string()
    .regex(/^[\w-]{1,200}$/, "is not a cursor of ours")
    .transform((cursor) => Buffer.from(cursor, "base64url").toString("utf8"))
    .refine((id) => /^[\w.:-]{1,128}$/.test(id), "is not a cursor of ours")
    .optional()
    .describe("Gatehouse's own: `next_cursor` of the page before"),
});

export type PageQuery = z.output<typeof pageQuery>;

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next_cursor: z.string().nullable().describe("Gatehouse's own: null on the last page"),
  });
}

/** What a list verb takes: one row more than asked tells whether there is a next page. */
export function toPage({ page_number, page_size, cursor }: PageQuery) {
  return { after: cursor, offset: cursor === undefined ? page_number * page_size : 0, limit: page_size + 1 };
}

export function answerPage<Row, Wire>(
  rows: Row[],
  { page_size }: PageQuery,
  idOf: (row: Row) => string,
  toWire: (row: Row) => Wire,
): { items: Wire[]; next_cursor: string | null } {
  const shown = rows.slice(0, page_size);
  const last = rows.length > page_size ? shown.at(-1) : undefined;
  return {
    items: shown.map(toWire),
    next_cursor: last === undefined ? null : Buffer.from(idOf(last)).toString("base64url"),
  };
}
