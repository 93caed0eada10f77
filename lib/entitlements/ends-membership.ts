import type { EntitlementRow } from "./find-entitlements";

/** Whether the end of a claim on this entitlement asks that a person we added leaves the server. */
export function endsMembership({ roleId, endAction }: Pick<EntitlementRow, "roleId" | "endAction">): boolean {
  return endAction === "kick" || (endAction === "remove_role" && roleId === null);
}
