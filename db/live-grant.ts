import { type SQL, sql } from "drizzle-orm";
import type { grants } from "./schema";

/** Whether a grant is over, or will be as soon as Discord has confirmed that nothing is left of it. */
export function hasEnded(grant: Pick<typeof grants.$inferSelect, "status" | "revokeRequestedAt">): boolean {
  return grant.status === "revoked" || grant.revokeRequestedAt !== null;
}

/** The opposite as a condition. `table`: the name that the query gives to `grants`. */
export function liveGrant(table = "grants"): SQL {
  const grant = sql.identifier(table);
  return sql`(${grant}.status <> 'revoked' and ${grant}.revoke_requested_at is null)`;
}
