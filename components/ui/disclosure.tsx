import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names";

/** Something that few people need, behind its title. `open` opens it and can't close it again. */
export function Disclosure({
  title,
  open = false,
  className,
  children,
}: {
  title: ReactNode;
  open?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <details open={open || undefined} className={cn("group rounded-lg border border-line-strong", className)}>
      <summary className="touchable flex cursor-pointer list-none items-center justify-between gap-3 px-4 py-2.5 font-medium [&::-webkit-details-marker]:hidden">
        {title}
        <ChevronDown
          aria-hidden
          className="size-4 shrink-0 text-ink-faint transition-transform group-open:rotate-180"
        />
      </summary>
      <div className="border-t px-4 py-4">{children}</div>
    </details>
  );
}
