"use client";
import { useEffect } from "react";
import { buttonClass } from "@/components/ui/button";

/**
 * Leads to another site after a server action. The browser goes by itself: Next's own redirect would first try
 * to fetch the other site's page, which the content policy forbids. Without scripts the link is the way.
 */
export function LeaveSite({ href, children }: { href: string; children: string }) {
  useEffect(() => window.location.assign(href), [href]);
  return (
    <a href={href} className={buttonClass({ variant: "primary", size: "lg" })}>
      {children}
    </a>
  );
}
