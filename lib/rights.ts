import type { memberRoles } from "@/db/schema";
import { GatehouseError } from "./errors";

export type MemberRole = (typeof memberRoles)[number];

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

/** An API key has the rights of a role, so that a read-only key never sees more than a viewer. */
export function roleOfKey(key: { readOnly: boolean }): MemberRole {
  return key.readOnly ? "viewer" : "admin";
}

/** Anybody with a claim link can take the access, so only people who could give it see links. */
export function maySeeClaimLinks(role: MemberRole): boolean {
  return mayAct(role, "admin");
}
