"use client";
import Link from "next/link";
import { cn } from "@/components/ui/class-names";
import { useListAddress } from "./list-address";

/** A filter with a few choices, each with its own URL. `usual`, the first by default, means no filter. */
export function FilterLinks({
  name,
  label,
  choices,
  usual = choices[0]?.value,
}: {
  name: string;
  label: string;
  choices: readonly { value: string; label: string; count?: number }[];
  usual?: string | undefined;
}) {
  const { query, withParams } = useListAddress();
  const current = query.get(name) ?? usual;
  return (
    <nav aria-label={label} className="flex flex-wrap gap-1">
      {choices.map((choice) => (
        <Link
          key={choice.value}
          href={withParams({ [name]: choice.value === usual ? null : choice.value })}
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
          {choice.count !== undefined && <span className="tabular">{choice.count.toLocaleString("en")}</span>}
        </Link>
      ))}
    </nav>
  );
}
