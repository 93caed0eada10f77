import type { ComponentProps } from "react";
import { cn } from "./class-names";

/** Keyboard users scroll with the arrow keys, so a scrollable area must take focus. */
const scrollable = { tabIndex: 0 };

/** A table that scrolls sideways on narrow screens, with a sticky head. */
export function Table({ className, children, label, ...rest }: ComponentProps<"table"> & { label: string }) {
  return (
    <section
      {...scrollable}
      aria-label={label}
      className="overflow-x-auto rounded-lg border bg-surface shadow-card xl:overflow-visible"
    >
      <table className={cn("w-full border-collapse text-left text-base", className)} {...rest}>
        {children}
      </table>
    </section>
  );
}

export function THead({ children, ...rest }: ComponentProps<"thead">) {
  return (
    <thead
      className="sticky top-0 z-10 bg-surface [&_th:first-child]:rounded-tl-lg [&_th:last-child]:rounded-tr-lg"
      {...rest}
    >
      <tr className="border-b">{children}</tr>
    </thead>
  );
}

export function Th({ className, ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      className={cn("h-9 whitespace-nowrap px-3.5 font-medium text-ink-soft text-sm", className)}
      {...rest}
    />
  );
}

export function Tr({ className, ...rest }: ComponentProps<"tr">) {
  return (
    <tr
      className={cn(
        "border-b last:border-b-0 hover:bg-hover/60 aria-selected:bg-accent-soft data-[current]:bg-hover",
        className,
      )}
      {...rest}
    />
  );
}

export function Td({ className, ...rest }: ComponentProps<"td">) {
  return <td className={cn("h-12 px-3.5 py-2 align-middle", className)} {...rest} />;
}
