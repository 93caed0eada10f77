import { cn } from "./class-names";

/** A role's colour as Discord shows it; `color` is Discord's number, where 0 means no colour. */
export function RoleDot({ color, className }: { color: number; className?: string }) {
  return (
    <span
      aria-hidden
      className={cn("size-3 shrink-0 rounded-full border border-black/15", !color && "bg-revoked", className)}
      style={color ? { background: `#${color.toString(16).padStart(6, "0")}` } : undefined}
    />
  );
}

export function RoleName({ name, color, className }: { name: string; color: number; className?: string }) {
  return (
    <span className={cn("inline-flex min-w-0 items-center gap-1.5", className)}>
      <RoleDot color={color} />
      <span className="truncate">{name}</span>
    </span>
  );
}
