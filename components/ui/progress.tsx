import { cn } from "./class-names";

/** The progress of long work, in figures and as a bar. */
export function Progress({
  label,
  done,
  total,
  className,
}: {
  label: string;
  done: number;
  total: number;
  className?: string;
}) {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <div className={cn("grid gap-1.5", className)}>
      <div className="flex justify-between gap-4 text-sm">
        <span>{label}</span>
        <span className="tabular text-ink-soft">
          {done.toLocaleString("en")} of {total.toLocaleString("en")}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        className="h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className="h-full rounded-full bg-accent transition-[width]"
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </div>
  );
}
