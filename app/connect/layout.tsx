import type { Metadata } from "next";
import type { ReactNode } from "react";

// The URLs of these pages contain a token that no other site may see.
export const metadata: Metadata = { title: "Join the Discord", referrer: "same-origin" };

export default function ConnectLayout({ children }: { children: ReactNode }) {
  return children;
}
