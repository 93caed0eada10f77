import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";

export function Badge({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <span className={cn("rounded bg-sunken px-1.5 py-0.5 font-medium text-ink-soft text-xs", className)}>
      {children}
    </span>
  );
}

const hues: Record<string, string> = {
  GET: "bg-delivered-soft text-delivered-ink",
  POST: "bg-accent-soft text-accent-ink",
  PATCH: "bg-pending-soft text-pending-ink",
  DELETE: "bg-failed-soft text-failed-ink",
};

export function MethodBadge({ method, className }: { method: string; className?: string }) {
  return <Badge className={cn("font-mono", hues[method], className)}>{method}</Badge>;
}
