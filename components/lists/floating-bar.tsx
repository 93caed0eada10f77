import type { ReactNode } from "react";

/** Floats over the lower edge of the window, beside the sidebar, so that a selection moves nothing on the page. */
export function FloatingBar({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      className="fixed inset-x-3 bottom-3 z-30 mx-auto grid max-w-3xl animate-rise gap-3 rounded-xl border border-line-strong bg-raised px-4 py-3 shadow-raised lg:left-[16rem]"
    >
      {children}
    </section>
  );
}
