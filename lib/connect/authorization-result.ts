import type { Doubt } from "./find-doubt";

/** The result of coming back from Discord's consent page. */
export type AuthorizationResult =
  /** Linked. The page of this state shows the progress. */
  | { kind: "linked"; stateId: string }
  | { kind: "cancelled"; stateId: string }
  /** Nothing is linked until the person confirms on the page with this key, in the browser they came back in. */
  | { kind: "confirm"; key: string; doubt: Doubt }
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
