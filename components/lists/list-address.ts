"use client";
import { usePathname, useSearchParams } from "next/navigation";

/** A list's filters, search and sort live in the URL, so that they can be shared and survive a reload. */
export function useListAddress() {
  const path = usePathname();
  const query = useSearchParams();
  return {
    query,
    /** The address with these parameters changed; null removes one. Any change but of the page leads to the first page. */
    withParams(changes: Record<string, string | null>): string {
      const next = new URLSearchParams(query);
      next.delete("after");
      for (const [name, value] of Object.entries(changes))
        if (value) next.set(name, value);
        else next.delete(name);
      return next.size > 0 ? `${path}?${next}` : path;
    },
  };
}
