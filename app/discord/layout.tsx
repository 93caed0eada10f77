import type { Metadata } from "next";
import type { ReactNode } from "react";

export const metadata: Metadata = { title: "Discord" };

export default function DiscordLayout({ children }: { children: ReactNode }) {
  return children;
}
