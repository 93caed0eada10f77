import type { ReactNode } from "react";
import { cn } from "./class-names";
import { Dot, type Tone, tones } from "./dot";

export function statusClass(tone: Tone, className?: string): string {
  return cn(
    "inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded-full px-2 font-medium text-xs",
    tones[tone].badge,
    className,
  );
}

/** A dot and a word. */
export function StatusWord({
  tone,
  children,
  className,
}: {
  tone: Tone;
  children: ReactNode;
  className?: string | undefined;
}) {
  return (
    <span className={statusClass(tone, className)}>
      <Dot tone={tone} className="size-1.5" />
      {children}
    </span>
  );
}
