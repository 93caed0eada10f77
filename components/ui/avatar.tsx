import { avatarLook } from "@/lib/avatar-look";
import { cn } from "./class-names";

/** Decorative beside a name; pass `label` when it stands alone. */
export function Avatar({
  name,
  image,
  label,
  square = false,
  className,
}: {
  name: string;
  image?: string | null | undefined;
  label?: string;
  square?: boolean;
  className?: string;
}) {
  const shape = cn("size-8 shrink-0 overflow-hidden", square ? "rounded-lg" : "rounded-full", className);
  if (image)
    return (
      // biome-ignore lint/performance/noImgElement: Next's own adds a script and would resize nothing here.
      <img
        src={image}
        alt={label ?? ""}
        width={64}
        height={64}
        loading="lazy"
        decoding="async"
        className={cn(shape, "object-cover")}
      />
    );
  const { initials, background } = avatarLook(name);
  return (
    <span
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
      className={cn(shape, "grid select-none place-items-center font-semibold text-white text-xs")}
      style={{ background }}
    >
      {initials}
    </span>
  );
}
