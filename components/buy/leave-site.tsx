"use client";
import { useEffect } from "react";
import { buttonClass } from "@/components/ui/button";

/**
 * Sends the browser to another site after a server action. Next's own redirect would first try to fetch that
 */
export function LeaveSite({ href, children }: { href: string; children: string }) {
  useEffect(() => window.location.assign(href), [href]);
  return (
    <a href={href} className={buttonClass({ variant: "primary", size: "lg" })}>
      {children}
    </a>
  );
}
