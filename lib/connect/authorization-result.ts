/** The result of coming back from Discord's consent page. */
export type AuthorizationResult =
  /** Linked. The page of this state shows the progress. */
  | { kind: "linked"; stateId: string }
  | { kind: "cancelled"; stateId: string }
  /** Came back in another browser: nothing is linked until the person confirms on the page with this key. */
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
