import type { ReactNode } from "react";
import { ExportLink } from "./export-link";
import { ViewsMenu } from "./views-menu";

/** What stands above every list: its search and filters, and at the end what can be done with the whole list. */
export function ListTools({
  slug,
  list,
  of,
  mayExport,
  children,
}: {
  slug: string;
  /** Its name in `lib/exports/exported-lists.ts`. */
  list: string;
  of?: Record<string, string>;
  mayExport: boolean;
  children?: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <search className="flex flex-wrap items-center gap-2 max-sm:w-full">{children}</search>
      <div className="flex flex-wrap items-center gap-2 sm:ml-auto">
        <ViewsMenu slug={slug} />
        {mayExport && <ExportLink slug={slug} list={list} {...(of && { of })} />}
      </div>
    </div>
  );
}
