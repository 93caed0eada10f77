import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names";

const looks = {
  info: { icon: Info, box: "bg-accent-soft text-ink", mark: "text-accent-ink" },
  success: { icon: CircleCheck, box: "bg-delivered-soft text-ink", mark: "text-delivered-ink" },
  warning: { icon: TriangleAlert, box: "bg-pending-soft text-ink", mark: "text-pending-ink" },
  problem: { icon: CircleAlert, box: "bg-failed-soft text-ink", mark: "text-failed-ink" },
} as const;

/** An inline message: what happened and what to do. `live` makes screen readers announce it when it appears. */
export function Callout({
  look = "info",
  title,
  children,
  action,
  live = false,
  className,
}: {
  look?: keyof typeof looks;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  live?: boolean;
  className?: string;
}) {
  const { icon: Icon, box, mark } = looks[look];
  return (
    <div
      role={live ? (look === "problem" ? "alert" : "status") : undefined}
      className={cn("flex gap-3 rounded-lg px-4 py-3", box, className)}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4.5 shrink-0", mark)} />
      <div className="grid min-w-0 flex-1 gap-1">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className="text-ink-soft">{children}</div>}
        {action && <div className="mt-1.5 flex flex-wrap gap-2">{action}</div>}
      </div>
    </div>
  );
}
