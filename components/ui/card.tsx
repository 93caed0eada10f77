import type { ReactNode } from "react";
import { cn } from "./class-names";

/** A titled section of a page, in a card. */
export function Section({
  title,
  description,
  action,
  children,
  className,
  id,
}: {
  title: ReactNode;
  description?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
  className?: string;
  /** Where links lead to. */
  id?: string;
}) {
  return (
    <section id={id} className={cn("rounded-xl border bg-surface shadow-card", className)}>
      <header className="flex flex-wrap items-start justify-between gap-3 px-5 pt-4">
        <div className="min-w-0">
          <h2 className="font-semibold text-lg">{title}</h2>
          {description && <p className="text-ink-soft text-sm">{description}</p>}
        </div>
        {action}
      </header>
      <div className="px-5 pt-3.5 pb-5">{children}</div>
    </section>
  );
}

/** A list of terms and values: something's settings or facts about it. */
export function Facts({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl className={cn("grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-2.5", className)}>
      {children}
    </dl>
  );
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}
