/** What came of a way back from Discord's consent page. */
export type AuthorizationResult =
  /** Linked; the page of this state shows how far access has come. */
  | { kind: "linked"; stateId: string }
  | { kind: "cancelled"; stateId: string }
  /** Another browser than the one that began: nothing is linked until the person confirms on that page. */
  | { kind: "confirm"; key: string }
  | { kind: "refused"; why: ConnectRefusal; stateId: string | null };
export type ConnectRefusal =
  | "start_again"
  | "permission_missing"
  | "discord_unavailable"
  | "already_linked"
  | "ended"
  | "locked"
  | "too_many_switches"
  | "not_valid";
