import { GeistSans } from "geist/font/sans";
import localFont from "next/font/local";
import type { ReactNode } from "react";
import { pickedTheme } from "@/components/ui/picked-theme";

/** Few screens show code, so it isn't preloaded. */
const GeistMono = localFont({
  src: "../../node_modules/geist/dist/fonts/geist-mono/GeistMono-Variable.woff2",
  variable: "--font-geist-mono",
  weight: "100 900",
  preload: false,
  adjustFontFallback: false,
  fallback: ["ui-monospace", "SFMono-Regular", "Menlo", "monospace"],
});

/** The document around the pages of merchants and developers. Customers' pages have a lighter one. */
export async function StaffDocument({ children }: { children: ReactNode }) {
  return (
    <html
      lang="en"
      data-theme={await pickedTheme()}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
    >
      <body className="min-h-dvh bg-canvas text-ink">{children}</body>
    </html>
  );
}
