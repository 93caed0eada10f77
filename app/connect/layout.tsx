import type { Metadata } from "next";
import type { ReactNode } from "react";

export const metadata: Metadata = { title: "Join the Discord" };

export default function ConnectLayout({ children }: { children: ReactNode }) {
  return children;
}
