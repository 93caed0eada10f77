"use client";
import { ArrowRight, ChevronsLeft } from "lucide-react";
import { ButtonLink } from "@/components/ui/button-link";
import { useListAddress } from "./list-address";

/** Cursor paging: back to the first page, on to the next. Renders nothing when the list fits on one page. */
export function Pager({ next }: { next: string | null }) {
  const { query, withParams } = useListAddress();
  const later = query.has("after");
  if (!next && !later) return null;
  return (
    <nav aria-label="Pages" className="flex justify-between gap-2">
      {later ? (
        <ButtonLink href={withParams({})} size="sm">
          <ChevronsLeft aria-hidden /> First page
        </ButtonLink>
      ) : (
        <span />
      )}
      {next && (
        <ButtonLink href={withParams({ after: next })} size="sm">
          Next page <ArrowRight aria-hidden />
        </ButtonLink>
      )}
    </nav>
  );
}
