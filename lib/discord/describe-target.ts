import type { GuildSnapshot } from "@/db/schema";
import { snapshotRole } from "./roles";

/** The role that an entitlement gives: null for server membership only, "deleted" if Discord no longer has it. */
export type TargetRole = { name: string; color: number } | "deleted" | null;

export function targetRole(snapshot: GuildSnapshot | null, roleId: string | null): TargetRole {
  if (roleId === null) return null;
  const role = snapshotRole(snapshot, roleId);
  return role ? { name: role.name, color: role.color } : "deleted";
}

/** What an entitlement gives, inside a sentence: "the VIP role in The Lounge". */
export function describeTarget(server: string, role: { name: string } | "deleted" | null): string {
  if (role === null) return `membership of ${server}`;
  if (role === "deleted") return `a deleted role in ${server}`;
  return `the ${role.name} role in ${server}`;
}
