import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

/** The head of a page below Developers, whose own title stands above. */
export function PartHeader({
  title,
  trail,
  action,
  children,
}: {
  title: ReactNode;
  trail: { href: string; label: string }[];
  action?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className="mb-5 grid gap-1">
      <nav aria-label="Breadcrumb" className="flex flex-wrap items-center gap-1 text-ink-soft text-sm">
        {trail.map(({ href, label }) => (
          <span key={href} className="flex items-center gap-1">
            <Link href={href} className="touchable inline-flex items-center rounded-sm hover:text-ink">
              {label}
            </Link>
            <ChevronRight aria-hidden className="size-3.5" />
          </span>
        ))}
      </nav>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <h2 className="min-w-0 break-all font-semibold text-xl tracking-tight">{title}</h2>
        {action && <div className="flex flex-wrap gap-2">{action}</div>}
      </div>
      {children && <div className="max-w-2xl text-ink-soft">{children}</div>}
    </header>
  );
}
