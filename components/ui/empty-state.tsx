import type { ReactNode } from "react";
import { cn } from "./class-names";

/** An empty list: what belongs here, and one button to start. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  className,
}: {
  icon?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div
      className={cn(
        "grid justify-items-center gap-1 rounded-xl border border-line-strong border-dashed px-6 py-12 text-center",
        className,
      )}
    >
      {icon && (
        <div
          aria-hidden
          className="mb-3 grid size-11 place-items-center rounded-xl bg-accent-soft text-accent-ink [&_svg]:size-5"
        >
          {icon}
        </div>
      )}
      <h2 className="font-semibold text-lg">{title}</h2>
      {children && <div className="max-w-md text-ink-soft">{children}</div>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
