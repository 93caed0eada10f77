import type { Metadata } from "next";
import type { ReactNode } from "react";
import { LiveProvider } from "@/components/live/live-provider";

// URLs in the portal contain tokens that no other site may see.
export const metadata: Metadata = { title: "Your access", referrer: "same-origin" };

export default function PortalLayout({ children }: { children: ReactNode }) {
  return <LiveProvider>{children}</LiveProvider>;
}
