"use client";
import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import { cn } from "@/components/ui/class-names";
import type { Direction, Sort } from "@/lib/search-params";
import { useListAddress } from "./list-address";

/** A column's head that sorts by it; pressed again, the other way round. */
export function SortLink({
  by,
  first,
  sort,
  children,
}: {
  by: string;
  /** The direction of the first press: names from A, times from the newest. */
  first: Direction;
  sort: Sort;
  children: string;
}) {
  const { withParams } = useListAddress();
  const current = sort.by === by ? sort.direction : null;
  const next = current ? (current === "asc" ? "desc" : "asc") : first;
  const Arrow = (current ?? first) === "asc" ? ArrowUp : ArrowDown;
  return (
    <Link
      href={withParams({ sort: next === "desc" ? `-${by}` : by })}
      scroll={false}
      className="group/sort touchable -mx-1.5 inline-flex h-7 items-center gap-1 rounded-md px-1.5 hover:bg-hover hover:text-ink"
    >
      {children}
      <Arrow
        aria-hidden
        className={cn(
          "size-3.5",
          !current && "opacity-0 group-hover/sort:opacity-60 group-focus-visible/sort:opacity-60",
        )}
      />
    </Link>
  );
}
