import type { ReactNode } from "react";
import { cn } from "./class-names";
import { Tooltip } from "./tooltip";

const tones = {
  pending: { dot: "bg-pending", badge: "bg-pending-soft text-pending-ink" },
  delivered: { dot: "bg-delivered", badge: "bg-delivered-soft text-delivered-ink" },
  failed: { dot: "bg-failed", badge: "bg-failed-soft text-failed-ink" },
  revoked: { dot: "bg-revoked", badge: "bg-revoked-soft text-revoked-ink" },
  accent: { dot: "bg-accent", badge: "bg-accent-soft text-accent-ink" },
} as const;

export type Tone = keyof typeof tones;

export function Dot({ tone, className }: { tone: Tone; className?: string }) {
  return <span aria-hidden className={cn("size-2 shrink-0 rounded-full", tones[tone].dot, className)} />;
}

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
  const look = cn(
    "inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded-full px-2 font-medium text-xs",
    tones[tone].badge,
    className,
  );
  const inside = (
    <>
      <Dot tone={tone} className="size-1.5" />
      {children}
    </>
  );
  if (!reason) return <span className={look}>{inside}</span>;
  return (
    <Tooltip content={reason}>
      <button type="button" className={cn(look, "cursor-help")}>
        {inside}
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
