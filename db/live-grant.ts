import { type SQL, sql } from "drizzle-orm";
import type { grants } from "./schema";

/** Whether a grant has ended, or will end as soon as Discord confirms that nothing is left of it. */
export function hasEnded(grant: Pick<typeof grants.$inferSelect, "status" | "revokeRequestedAt">): boolean {
  return grant.status === "revoked" || grant.revokeRequestedAt !== null;
}

/** The opposite as a condition. `table` is the name of `grants` in the query. */
export function liveGrant(table = "grants"): SQL {
  const grant = sql.identifier(table);
  return sql`(${grant}.status <> 'revoked' and ${grant}.revoke_requested_at is null)`;
}
