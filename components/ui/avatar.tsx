import { cn } from "./class-names";

const hues = [262, 205, 160, 28, 340, 95, 230, 300];

/** A stable hue per name, dark enough for white letters. */
function hueOf(text: string): number {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hues[sum % hues.length] ?? 262;
}

function initialsOf(name: string): string {
  const words = name
    .replace(/@.*$/, "")
    .split(/[\s._-]+/)
    .filter(Boolean);
  return (
    words
      .slice(0, 2)
      .map((word) => [...word][0]?.toUpperCase() ?? "")
      .join("") || "?"
  );
}

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
  return (
    <span
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
      className={cn(shape, "grid select-none place-items-center font-semibold text-white text-xs")}
      style={{ background: `hsl(${hueOf(name)} 45% 34%)` }}
    >
      {initialsOf(name)}
    </span>
  );
}
