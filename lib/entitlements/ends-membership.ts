import type { EntitlementRow } from "./find-entitlements";

type Ending = Pick<EntitlementRow, "roleId" | "endAction">;

/** Whether the end of a claim on this entitlement asks that a person we added leaves the server. */
export function endsMembership({ roleId, endAction }: Ending): boolean {
  return endAction === "kick" || (endAction === "remove_role" && roleId === null);
}

/** Why a person is in a server: their claims there, and what is remembered of earlier ones. */
export type Membership = {
  claims: readonly (Ending & { live: boolean })[];
  /** Null: unknown. */
  joinedByUs: boolean | null;
  /** A claim that ended since the bot added them asked that they leave, or let them stay. */
  leaving: boolean;
  staying: boolean;
};

/**
 * Whether this end means leaving the server: a person we added leaves when any of their claims that ended since
 * then says so, and neither a live claim nor one that ended with `keep` holds them. The order of ends is nothing.
 */
export function mustLeave({ claims, joinedByUs, leaving, staying }: Membership): boolean {
  const held = staying || claims.some(({ live, endAction }) => live || endAction === "keep");
  return joinedByUs === true && !held && (leaving || claims.some(endsMembership));
}
