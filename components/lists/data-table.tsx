import Link from "next/link";
import type { ReactNode } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/class-names";
import type { Direction, Sort } from "@/lib/search-params";
import { SortLink } from "./sort-link";

export type Column<Row> = {
  /** Its name in `?sort=`, where the list sorts by it. */
  id: string;
  head: string;
  /** Only for screen readers, over a column of buttons. */
  hideHead?: boolean;
  cell: (row: Row) => ReactNode;
  /** The direction of the first press on the head; without it, the list doesn't sort by this column. */
  sorts?: Direction;
  align?: "end";
  /**
   * On a phone a row is a card: the first column on top, the others in a line that wraps. `line`: on a line of its own;
   * `labelled`: with its head before it; `hidden`: left out, because the card says it already.
   */
  card?: "line" | "labelled" | "hidden";
  className?: string;
};

export type Selection<Row> = {
  ticked: ReadonlySet<string>;
  onTick: (ticked: ReadonlySet<string>) => void;
  nameOf: (row: Row) => string;
};

/** Keyboard users scroll with the arrow keys, so a scrollable area must take focus. */
const scrollable = { tabIndex: 0 };

/**
 * The table of every list. The first column is the key: with `hrefOf` it links to what the row is about, and the whole
 * row opens it. On a phone, rows become cards and nothing is cut.
 */
export function DataTable<Row extends { id: string }>({
  label,
  rows,
  columns,
  hrefOf,
  sort,
  selection,
}: {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  hrefOf?: (row: Row) => string;
  sort?: Sort;
  selection?: Selection<Row> | undefined;
}) {
  const hasTools = selection || (sort && columns.some(({ sorts }) => sorts));
  return (
    <section
      {...scrollable}
      aria-label={label}
      className="overflow-x-auto rounded-lg border bg-surface shadow-card xl:overflow-visible"
    >
      <table className="w-full border-collapse text-left text-base max-sm:block">
        <thead
          className={cn(
            "sticky top-0 z-20 bg-surface max-sm:static",
            "[&_th:first-child]:rounded-tl-lg [&_th:last-child]:rounded-tr-lg",
            hasTools ? "max-sm:block" : "max-sm:sr-only",
          )}
        >
          <tr className="border-b max-sm:flex max-sm:items-center max-sm:gap-4 max-sm:overflow-x-auto max-sm:px-3.5 max-sm:py-1">
            {selection && (
              <th scope="col" className="w-10 pl-3.5 max-sm:w-auto max-sm:shrink-0 max-sm:p-0">
                <TickAll rows={rows} selection={selection} />
              </th>
            )}
            {columns.map((column) => (
              <Head key={column.id} column={column} sort={sort} />
            ))}
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {rows.map((row) => (
            <tr
              key={row.id}
              data-row
              aria-selected={selection ? selection.ticked.has(row.id) : undefined}
              className={cn(
                "relative border-b last:border-b-0 aria-selected:bg-accent-soft",
                "max-sm:flex max-sm:flex-wrap max-sm:items-center max-sm:gap-x-3 max-sm:gap-y-1.5 max-sm:px-3.5 max-sm:py-3",
                hrefOf &&
                  "hover:bg-hover/60 [&_:is(a,button,time):not([data-row-link])]:relative [&_:is(a,button,time):not([data-row-link])]:z-10",
                selection && "max-sm:pl-12",
              )}
            >
              {selection && <TickCell row={row} selection={selection} />}
              {columns.map((column, index) => (
                <Cell
                  key={column.id}
                  column={column}
                  row={row}
                  isKey={index === 0}
                  href={index === 0 ? hrefOf?.(row) : undefined}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Head<Row>({ column, sort }: { column: Column<Row>; sort: Sort | undefined }) {
  const { id, head, hideHead, sorts, align } = column;
  const isSorted = sorts && sort?.by === id;
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (sort.direction === "asc" ? "ascending" : "descending") : undefined}
      className={cn(
        "h-9 whitespace-nowrap px-3.5 font-medium text-ink-soft text-sm max-sm:h-auto max-sm:px-0",
        align === "end" && "text-right",
        isSorted && "text-ink",
        !(sorts && sort) && "max-sm:sr-only",
      )}
    >
      {sorts && sort ? (
        <SortLink by={id} first={sorts} sort={sort}>
          {head}
        </SortLink>
      ) : (
        <span className={hideHead ? "sr-only" : undefined}>{head}</span>
      )}
    </th>
  );
}

function Cell<Row>({
  column,
  row,
  isKey,
  href,
}: {
  column: Column<Row>;
  row: Row;
  isKey: boolean;
  href: string | undefined;
}) {
  const { head, cell, align, card, className } = column;
  const content = cell(row);
  return (
    <td
      data-head={card === "labelled" ? head : undefined}
      className={cn(
        "h-12 px-3.5 py-2 align-middle max-sm:h-auto max-sm:min-w-0 max-sm:p-0 max-sm:empty:hidden",
        align === "end" && "sm:text-right",
        (isKey || card === "line") && "max-sm:basis-full",
        card === "hidden" && "max-sm:hidden",
        card === "labelled" &&
          "max-sm:before:mr-1.5 max-sm:before:text-ink-soft max-sm:before:text-sm max-sm:before:content-[attr(data-head)]",
        className,
      )}
    >
      {href ? (
        <Link
          href={href}
          data-row-link
          className="touchable flex items-center outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-accent-ink focus-visible:after:-outline-offset-2"
        >
          {content}
        </Link>
      ) : (
        content
      )}
    </td>
  );
}

function TickAll<Row extends { id: string }>({
  rows,
  selection: { ticked, onTick },
}: {
  rows: readonly Row[];
  selection: Selection<Row>;
}) {
  const all = rows.length > 0 && rows.every(({ id }) => ticked.has(id));
  return (
    <Checkbox
      aria-label="Select all on this page"
      checked={all || (ticked.size > 0 && "indeterminate")}
      onCheckedChange={() => onTick(all ? new Set() : new Set(rows.map(({ id }) => id)))}
    />
  );
}

function TickCell<Row extends { id: string }>({
  row,
  selection: { ticked, onTick, nameOf },
}: {
  row: Row;
  selection: Selection<Row>;
}) {
  const toggle = () => {
    const next = new Set(ticked);
    if (!next.delete(row.id)) next.add(row.id);
    onTick(next);
  };
  return (
    <td className="w-10 py-2 pl-3.5 align-middle max-sm:absolute max-sm:top-5 max-sm:left-3.5 max-sm:w-auto max-sm:p-0">
      <Checkbox aria-label={`Select ${nameOf(row)}`} checked={ticked.has(row.id)} onCheckedChange={toggle} />
    </td>
  );
}

/** The content of a key column: a picture, the name, and a second line. */
export function KeyCell({
  picture,
  title,
  note,
  problem,
  children,
}: {
  picture?: ReactNode;
  title: ReactNode;
  /** Beside the title, like a badge. */
  note?: ReactNode;
  /** Why it doesn't work, in words. */
  problem?: string | null | undefined;
  /** Under the title. */
  children?: ReactNode;
}) {
  return (
    <span className="flex min-w-0 items-center gap-2.5 sm:min-w-40">
      {picture}
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5 font-medium">
          <span className="sm:max-w-72 sm:truncate">{title}</span>
          {note}
        </span>
        {children && <span className="block text-ink-soft text-sm sm:max-w-72 sm:truncate">{children}</span>}
        {problem && <span className="mt-0.5 block max-w-md text-failed-ink text-sm">{problem}</span>}
      </span>
    </span>
  );
}
