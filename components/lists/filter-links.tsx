"use client";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { cn } from "@/components/ui/class-names";

/** A filter with a few choices, each with its own URL. The first choice means no filter. */
export function FilterLinks({
  name,
  label,
  choices,
}: {
  name: string;
  label: string;
  choices: { value: string; label: string; count?: number }[];
}) {
  const path = usePathname();
  const query = useSearchParams();
  const current = query.get(name) ?? choices[0]?.value;
  return (
    <nav aria-label={label} className="flex flex-wrap gap-1">
      {choices.map((choice, index) => {
        const target = new URLSearchParams(query);
        target.delete("after");
        if (index === 0) target.delete(name);
        else target.set(name, choice.value);
        return (
          <Link
            key={choice.value}
            href={`${path}?${target}`}
            scroll={false}
            aria-current={current === choice.value ? "true" : undefined}
            className={cn(
              "touchable inline-flex h-8 items-center gap-1.5 rounded-full px-3 font-medium text-sm",
              current === choice.value
                ? "bg-ink text-canvas"
                : "border border-line-strong text-ink-soft hover:bg-hover hover:text-ink",
            )}
          >
            {choice.label}
            {choice.count !== undefined && (
              <span className="tabular">{choice.count.toLocaleString("en")}</span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}
