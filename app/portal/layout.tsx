import type { Metadata } from "next";
import type { ReactNode } from "react";
import { LiveProvider } from "@/components/live/live-provider";

export const metadata: Metadata = { title: "Your access" };

export default function PortalLayout({ children }: { children: ReactNode }) {
  return <LiveProvider>{children}</LiveProvider>;
}
