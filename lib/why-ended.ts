import type { RevocationReason } from "@/db/schema";
import type { Translate } from "./languages/texts";

/** Why access ended, in a sentence for the customer. */
export function whyEnded(t: Translate, reason: RevocationReason | null): string {
  return t(`ended.${reason ?? "unknown"}`);
}

/** How access comes back by itself; null if it doesn't. */
export function comesBack(t: Translate, reason: RevocationReason | null): string | null {
  return reason === "subscription_on_hold" || reason === "subscription_paused" ? t(`back.${reason}`) : null;
}
