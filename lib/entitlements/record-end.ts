import type { Tx } from "@/db/client";
import { ofAccess } from "@/db/of-access";
import { accesses } from "@/db/schema";
import { endSays } from "./ends-membership";
import type { EntitlementRow } from "./find-entitlements";

/**
 * Records on the access whether a claim that is no longer listed there wanted the person to leave or stay: it ended
 * while something else kept the person, or it moved to another account or server. Counts as long as the person stays.
 */
export async function recordEnd(
  tx: Tx,
  access: { guildId: string; discordUserId: string },
  ending: Pick<EntitlementRow, "roleId" | "endAction">,
): Promise<void> {
  const said = endSays(ending);
  if (Object.keys(said).length > 0) await tx.update(accesses).set(said).where(ofAccess(accesses, access));
}
