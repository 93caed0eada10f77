import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Gatehouse", template: "%s · Gatehouse" },
  description:
    "Your customers pay, get into your Discord server with the right role, and lose it when the purchase ends.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { colorScheme: "light dark", width: "device-width", initialScale: 1 };

// Every response carries its own CSP nonce, so no page can be rendered ahead of its request.
export const dynamic = "force-dynamic";

/** Adds nothing: each part of the product has its own document, so that customers don't load what the dashboard needs. */
export default function RootLayout({ children }: { children: ReactNode }) {
  return children;
}
