"use client";
import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";

/** A submit button that says when its form is on its way. It imports nothing, so that customers load little. */
export function PressButton({ className, children }: { className: string; children: ReactNode }) {
  const { pending } = useFormStatus();
  return (
    <button type="submit" className={className} disabled={pending} aria-busy={pending || undefined}>
      {children}
    </button>
  );
}
