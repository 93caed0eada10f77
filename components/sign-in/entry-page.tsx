import type { ReactNode } from "react";
import { BrandMark } from "@/components/ui/brand";

/** The frame of the signed-out pages: the logo and one card. */
export function EntryPage({
  title,
  children,
  footer,
}: {
  title: string;
  children: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-md content-center gap-6 px-5 py-12">
      <a href="/" className="justify-self-center rounded-lg" aria-label="Gatehouse home">
        <BrandMark className="size-10" />
      </a>
      <div className="grid gap-5 rounded-xl border bg-surface p-6 shadow-card sm:p-8">
        <h1 className="text-center font-semibold text-xl tracking-tight">{title}</h1>
        {children}
      </div>
      {footer && <div className="text-center text-ink-soft text-sm">{footer}</div>}
    </main>
  );
}
