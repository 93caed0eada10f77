import type { EntitlementRow } from "./find-entitlements";

type Ending = Pick<EntitlementRow, "roleId" | "endAction">;

/** Whether somebody we added should leave the server when their claim on this entitlement ends. */
export function endsMembership({ roleId, endAction }: Ending): boolean {
  return endAction === "kick" || (endAction === "remove_role" && roleId === null);
}

/** What an end says about the person's membership, for the time after the claim is no longer listed. */
export function endSays(ending: Ending): { leaving?: true; staying?: true } {
  if (ending.endAction === "keep") return { staying: true };
  return endsMembership(ending) ? { leaving: true } : {};
}

/** Why a person is in a server: their claims there, and what we stored about earlier ones. */
export type Membership = {
  claims: readonly (Ending & { live: boolean })[];
  /** Null: unknown. */
  joinedByUs: boolean | null;
  /** Whether a claim that ended after the bot added them wanted them to leave, or to stay. */
  leaving: boolean;
  staying: boolean;
};

/**
 * Whether the person must leave the server. Somebody we added leaves when any claim that has ended since says so and
 * there is neither a live claim nor one that ended with `keep`. The order of ends doesn't matter.
 */
export function mustLeave({ claims, joinedByUs, leaving, staying }: Membership): boolean {
  const stays = staying || claims.some(({ live, endAction }) => live || endAction === "keep");
  return joinedByUs === true && !stays && (leaving || claims.some(endsMembership));
}
