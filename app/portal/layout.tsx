import type { Metadata } from "next";
import type { ReactNode } from "react";
import { LiveProvider } from "@/components/live/live-provider";

// Links to this part of the site hold tokens; no other site may learn them.
export const metadata: Metadata = { title: "Your access", referrer: "same-origin" };

export default function PortalLayout({ children }: { children: ReactNode }) {
  return <LiveProvider>{children}</LiveProvider>;
}
