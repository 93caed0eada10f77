import type { CSSProperties } from "react";
import { Avatar } from "@/components/ui/avatar";
import { buttonColors } from "@/lib/brand-colors";
import type { Merchant } from "@/lib/portal/merchant";

/** The merchant's logo, or initials, and name. */
export function MerchantMark({ merchant }: { merchant: Merchant }) {
  return (
    <div className="flex min-w-0 items-center justify-center gap-2.5">
      <Avatar name={merchant.name} image={merchant.logoUrl} square className="size-9" />
      <p className="min-w-0 truncate font-semibold text-lg">{merchant.name}</p>
    </div>
  );
}

/** Primary buttons in the merchant's colour, with the text that reads on it. Links and focus keep ours. */
export function merchantColors(merchant: Merchant | null): CSSProperties | undefined {
  if (!merchant?.brandColor) return undefined;
  const { backgroundColor, color } = buttonColors(merchant.brandColor);
  const hover = `color-mix(in oklab, ${backgroundColor} 88%, ${color === "#ffffff" ? "black" : "white"})`;
  return {
    "--accent": backgroundColor,
    "--accent-hover": hover,
    "--on-accent": color,
  } as CSSProperties;
}
