import { Search } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./class-names";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cn("control touchable h-9 w-full px-3 text-base", className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={cn("control min-h-20 w-full px-3 py-2 text-base", className)} {...rest} />;
}

/** The `/` key focuses the `data-search` field. */
export function SearchInput({ className, ...rest }: ComponentProps<"input"> & { "aria-label": string }) {
  return (
    <div className={cn("relative", className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-faint"
      />
      <Input type="search" data-search className="pl-8" autoComplete="off" {...rest} />
    </div>
  );
}
