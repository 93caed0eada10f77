import { z } from "zod";

/** Paging of every list: the SDKs' 0-based pages, or our cursor, which new rows cannot shift. */
export const pageQuery = z.object({
  page_number: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .default(0)
    .describe("0-based. Ignored when a cursor is given"),
  page_size: z.coerce.number().int().min(0).max(100).default(10),
  cursor: z
    .string()
    .regex(/^[\w-]{1,200}$/, "is not a valid cursor")
    .transform((cursor) => Buffer.from(cursor, "base64url").toString("utf8"))
    .refine((id) => /^[\w.:-]{1,128}$/.test(id), "is not a valid cursor")
    .optional()
    .describe("Gatehouse's own: `next_cursor` of the previous page"),
});

export type PageQuery = z.output<typeof pageQuery>;

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next_cursor: z.string().nullable().describe("Gatehouse's own: null on the last page"),
  });
}

/** What a list verb takes. One extra row shows whether there is a next page. */
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
