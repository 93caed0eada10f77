import { and, eq, type SQL } from "drizzle-orm";
import type { accesses, accessRoles } from "./schema";

/** Matches the rows of one access, which is one Discord account in one guild. */
export function ofAccess(
  table: typeof accesses | typeof accessRoles,
  access: { guildId: string; discordUserId: string },
): SQL | undefined {
  return and(eq(table.guildId, access.guildId), eq(table.discordUserId, access.discordUserId));
}
