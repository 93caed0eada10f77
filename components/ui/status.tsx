import type { ReactNode } from "react";
import { cn } from "./class-names";
import { Dot, type Tone, tones } from "./dot";
import { StatusWord, statusClass } from "./status-word";
import { Tooltip } from "./tooltip";

/** A dot and a word. With `reason`, it takes focus and a tooltip says why. */
export function StatusBadge({
  tone,
  children,
  reason,
  className,
}: {
  tone: Tone;
  children: ReactNode;
  reason?: ReactNode;
  className?: string;
}) {
  if (!reason)
    return (
      <StatusWord tone={tone} className={className}>
        {children}
      </StatusWord>
    );
  return (
    <Tooltip content={reason}>
      <button type="button" className={statusClass(tone, cn("cursor-help", className))}>
        <Dot tone={tone} className="size-1.5" />
        {children}
      </button>
    </Tooltip>
  );
}

/** A quiet label without a dot, like `Owner` or `Subscription`. */
export function Badge({
  children,
  tone,
  className,
}: {
  children: ReactNode;
  tone?: Tone;
  className?: string;
}) {
  return (
    <span
      className={cn(
        "inline-flex h-5.5 items-center whitespace-nowrap rounded-md px-1.5 font-medium text-xs",
        tone ? tones[tone].badge : "bg-sunken text-ink-soft",
        className,
      )}
    >
      {children}
    </span>
  );
}
