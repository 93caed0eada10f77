import type { ReactNode } from "react";
import { pickedTheme } from "@/components/ui/picked-theme";
import { pageTexts } from "./request-language";

/** The document around customers' pages: no web font and no scripts of its own, so that it is light on a phone. */
export async function CustomerDocument({ children }: { children: ReactNode }) {
  return (
    <html lang={(await pageTexts()).language} data-theme={await pickedTheme()}>
      <body className="min-h-dvh bg-canvas text-ink">{children}</body>
    </html>
  );
}
