"use client";
import { Download } from "lucide-react";
import { buttonClass } from "@/components/ui/button";
import { useListAddress } from "./list-address";

/** Downloads the list with its filter as CSV. A plain link, because Next would fetch its own links in advance. */
export function ExportLink({
  slug,
  list,
  of,
}: {
  slug: string;
  list: string;
  /** What the list belongs to, where its URL says that in the path. */
  of?: Record<string, string>;
}) {
  const { query } = useListAddress();
  const asked = new URLSearchParams({ ...Object.fromEntries(query), ...of });
  for (const name of ["after", "new"]) asked.delete(name);
  return (
    <a
      href={`/${slug}/export/${list}${asked.size > 0 ? `?${asked}` : ""}`}
      download
      className={buttonClass({ size: "sm" })}
    >
      <Download aria-hidden /> Export CSV
    </a>
  );
}
