import type { Tx } from "@/db/client";
import { ofAccess } from "@/db/of-access";
import { accesses } from "@/db/schema";
import { endsMembership } from "./ends-membership";
import type { EntitlementRow } from "./find-entitlements";

/**
 * Notes what a claim says of membership as it goes out of sight: it ended while something else holds the person,
 * or it went to another account or server. The note counts for as long as the person stays.
 */
export async function recordEnd(
  tx: Tx,
  access: { guildId: string; discordUserId: string },
  ending: Pick<EntitlementRow, "roleId" | "endAction">,
): Promise<void> {
  const keeps = ending.endAction === "keep";
  if (!keeps && !endsMembership(ending)) return;
  await tx
    .update(accesses)
    .set(keeps ? { staying: true } : { leaving: true })
    .where(ofAccess(accesses, access));
}
