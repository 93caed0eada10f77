import type { MemberRole } from "./businesses";
import { GatehouseError } from "./errors";

const rank: Record<MemberRole, number> = { viewer: 0, admin: 1, owner: 2 };

/** Whether this role includes the rights of `atLeast`. */
export function mayAct(role: MemberRole, atLeast: MemberRole): boolean {
  return rank[role] >= rank[atLeast];
}

/** Throws `forbidden` when the role lacks the rights of `atLeast`. */
export function requireRole(role: MemberRole, atLeast: MemberRole): void {
  if (mayAct(role, atLeast)) return;
  throw new GatehouseError(
    "forbidden",
    `Only ${atLeast === "owner" ? "owners" : "admins and owners"} can do this`,
  );
}
