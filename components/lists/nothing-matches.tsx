"use client";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button-link";

/** In place of a filtered list without rows. */
export function NothingMatches({ children }: { children: ReactNode }) {
  const path = usePathname();
  return (
    <div className="grid justify-items-center gap-3 rounded-lg border border-dashed px-4 py-10 text-center text-ink-soft">
      <p>{children}</p>
      <ButtonLink href={path} size="sm" scroll={false}>
        Clear filters
      </ButtonLink>
    </div>
  );
}
