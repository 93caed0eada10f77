import { cn } from "./class-names";

export const tones = {
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
