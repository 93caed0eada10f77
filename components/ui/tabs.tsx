"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "./class-names";

/** Tabs that are links, so each has a URL. An `exact` tab is current only on its own path. */
export function LinkTabs({
  label,
  tabs,
}: {
  label: string;
  tabs: { href: string; label: string; exact?: boolean }[];
}) {
  const path = usePathname();
  return (
    <nav aria-label={label} className="mb-6 flex gap-1 overflow-x-auto border-b">
      {tabs.map((tab) => {
        const current = tab.exact ? path === tab.href : path.startsWith(tab.href);
        return (
          <Link
            key={tab.href}
            href={tab.href}
            aria-current={current ? "page" : undefined}
            className={cn(
              "touchable -mb-px inline-flex h-9 items-center whitespace-nowrap border-b-2 px-3 font-medium outline-offset-[-2px]",
              current ? "border-accent text-ink" : "border-transparent text-ink-soft hover:text-ink",
            )}
          >
            {tab.label}
          </Link>
        );
      })}
    </nav>
  );
}
