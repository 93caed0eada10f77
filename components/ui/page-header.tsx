import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./class-names";

/**
 * A page's heading, with its breadcrumbs and actions. With `below` it's an `h2`, for pages whose section already
 */
export function PageHeader({
  title,
  trail = [],
  children,
  action,
  icon,
  below = false,
}: {
  title: ReactNode;
  trail?: { href: string; label: string }[];
  children?: ReactNode;
  action?: ReactNode;
  icon?: ReactNode;
  below?: boolean;
}) {
  const Heading = below ? "h2" : "h1";
  return (
    <header className={cn("grid gap-1", below ? "mb-5" : "mb-6")}>
      {trail.length > 0 && (
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
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="flex min-w-0 items-center gap-3">
          {icon}
          <Heading
            className={cn(
              "min-w-0 font-semibold tracking-tight",
              below ? "break-all text-xl" : "break-words text-2xl",
            )}
          >
            {title}
          </Heading>
        </div>
        {action && (
          <div data-page-actions className="flex flex-wrap gap-2">
            {action}
          </div>
        )}
      </div>
      {children && <div className="max-w-2xl text-ink-soft">{children}</div>}
    </header>
  );
}
