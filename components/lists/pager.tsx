"use client";
import { ArrowRight, ChevronsLeft } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { buttonClass } from "@/components/ui/button";

/** Cursor paging: back to the first page, on to the next. Renders nothing when the list fits on one page. */
export function Pager({ next }: { next: string | null }) {
  const path = usePathname();
  const query = useSearchParams();
  const to = (after: string | null) => {
    const target = new URLSearchParams(query);
    if (after) target.set("after", after);
    else target.delete("after");
    return `${path}?${target}`;
  };
  const later = query.has("after");
  if (!next && !later) return null;
  return (
    <nav aria-label="Pages" className="mt-4 flex justify-between gap-2">
      {later ? (
        <Link href={to(null)} className={buttonClass({ size: "sm" })}>
          <ChevronsLeft aria-hidden /> Newest
        </Link>
      ) : (
        <span />
      )}
      {next && (
        <Link href={to(next)} className={buttonClass({ size: "sm" })}>
          Older <ArrowRight aria-hidden />
        </Link>
      )}
    </nav>
  );
}
