import type { memberRoles } from "@/db/schema";
import { GatehouseError } from "./errors";

export type MemberRole = (typeof memberRoles)[number];

export const roleMeaning: Record<MemberRole, string> = {
  owner: "As an owner, you can change everything, including the team.",
  admin: "As an admin, you can change everything except the team's owners.",
  viewer: "As a viewer, you can see everything but can't make changes.",
};

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

/** Owners may change everybody's membership and invitation; admins everybody's but an owner's. */
export function mayManage(mine: MemberRole, theirs: MemberRole): boolean {
  return mayAct(mine, "admin") && mayAct(mine, theirs);
}

/** Throws `forbidden` for a role that may not be changed, given or withdrawn by somebody with the role `mine`. */
export function requireManage(mine: MemberRole, theirs: MemberRole): void {
  if (!mayManage(mine, theirs)) throw mayNotManage(theirs);
}

export function mayNotManage(theirs: MemberRole): GatehouseError {
  if (theirs === "owner") return new GatehouseError("forbidden", "Only owners can add or change owners");
  return new GatehouseError("forbidden", "Only admins and owners can do this");
}

/** An API key has the rights of a role, so that a read-only key never sees more than a viewer. */
export function roleOfKey(key: { readOnly: boolean }): MemberRole {
  return key.readOnly ? "viewer" : "admin";
}

/** Anybody with a claim link can take the access, so only people who could give it see links. */
export function maySeeClaimLinks(role: MemberRole): boolean {
  return mayAct(role, "admin");
}
