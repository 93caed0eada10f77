import type { ReactNode } from "react";
import { pickedTheme } from "@/components/ui/picked-theme";

/** The document around customers' pages: no web font and no scripts of its own, so that it is light on a phone. */
export async function CustomerDocument({ children }: { children: ReactNode }) {
  return (
    <html lang="en" data-theme={await pickedTheme()}>
      <body className="min-h-dvh bg-canvas text-ink">{children}</body>
    </html>
  );
}
