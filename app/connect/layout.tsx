import type { Metadata } from "next";
import type { ReactNode } from "react";

// The address of these pages holds a token; no other site may learn it.
export const metadata: Metadata = { title: "Join the Discord", referrer: "same-origin" };

export default function ConnectLayout({ children }: { children: ReactNode }) {
  return children;
}
