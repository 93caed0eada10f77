import { mustLeave } from "@/lib/entitlements/ends-membership";
import type { Claim } from "@/lib/grants/claims";
import { revocationReasonWords } from "@/lib/revocation-reasons";

/** What Discord says about the account in the guild. `topPosition` is the position of its highest role. */
export type Actual =
  | { present: false }
  | { present: true; roles: readonly string[]; isOwner: boolean; topPosition: number };

/** The same, as one read found it. `accountGone`: the Discord account no longer exists. */
export type Seen = Actual & { pendingRules?: boolean; accountGone?: boolean; joinedAt?: Date | null };

/** What we did before: the roles we gave, and whether the bot added the person (null: unknown). */
type Ours = { roles: readonly OurRole[]; joinedByUs: boolean | null };
type OurRole = { roleId: string; heldBefore: boolean; given: boolean };

export type Step =
  | { do: "add-member"; why: string }
  | { do: "give-role"; roleId: string; why: string }
  | { do: "take-role"; roleId: string; why: string }
  | { do: "kick"; why: string };

export type PlanInput = {
  claims: readonly PlanClaim[];
  actual: Actual;
  ours: Ours;
  botTopPosition: number;
  /** False when the bot is known to lack the permission. Then the roles are taken and the kick waits. */
  mayKick: boolean;
  /** The customer left the guild and asked to be added again. */
  rejoinRequested: boolean;
  /** What earlier claims say about membership; see `mustLeave`. */
  leaving: boolean;
  staying: boolean;
};
export type PlanClaim = Pick<
  Claim,
  "live" | "status" | "roleId" | "endAction" | "driftPolicy" | "source" | "reason"
>;

/**
 * The steps from what the account has to what it should have, the union of its live claims. Pure, and independent
 * of the claims' order. Gives come before takes. The plan never touches a role that no claim gave, and never kicks
 * the owner, somebody the bot didn't add, or a member who outranks the bot.
 */
export function planAccess(input: PlanInput): Step[] {
  const { claims, actual } = input;
  const live = claims.filter((claim) => claim.live);
  if (!actual.present) return mayAdd(input, live) ? [addStep(live), ...giveSteps(live, [])] : [];
  if (shouldKick(input, actual)) {
    const roles = input.mayKick ? [] : takeSteps(input, actual.roles, live);
    return [...roles, { do: "kick", why: endWords(claims, null) }];
  }
  const toGive = live.filter((claim) => !respectsRemoval(claim, live, input.ours));
  return [...giveSteps(toGive, actual.roles), ...takeSteps(input, actual.roles, live)];
}

/** Somebody who left by choice is added again only for a new grant or at their own request. */
function mayAdd({ rejoinRequested }: PlanInput, live: PlanClaim[]): boolean {
  return live.some(({ status }) => status !== "delivered") || (rejoinRequested && live.length > 0);
}

function addStep(live: PlanClaim[]): Step {
  return { do: "add-member", why: liveWords(live) };
}

function giveSteps(live: PlanClaim[], has: readonly string[]): Step[] {
  return wantedRoles(live)
    .filter((roleId) => !has.includes(roleId))
    .map((roleId) => ({
      do: "give-role",
      roleId,
      why: liveWords(live.filter((claim) => claim.roleId === roleId)),
    }));
}

function takeSteps({ ours, claims }: PlanInput, has: readonly string[], live: PlanClaim[]): Step[] {
  const wanted = wantedRoles(live);
  return ours.roles
    .filter(({ roleId, heldBefore }) => !heldBefore && has.includes(roleId) && !wanted.includes(roleId))
    .filter(({ roleId }) => !keptAtEnd(claims, roleId))
    .map(({ roleId }) => roleId)
    .sort()
    .map((roleId) => ({ do: "take-role", roleId, why: endWords(claims, roleId) }));
}

/**
 * Whether the person keeps this role because one of its claims ended with `keep`. As with membership, it doesn't
 * matter how the others end, or when.
 */
export function keptAtEnd(claims: readonly PlanClaim[], roleId: string): boolean {
  return claims.some((claim) => !claim.live && claim.roleId === roleId && claim.endAction === "keep");
}

/** Whether somebody removed this claim's role by hand and all of the role's entitlements accept that. */
function respectsRemoval(claim: PlanClaim, live: PlanClaim[], ours: Ours): boolean {
  const sameRole = live.filter(({ roleId }) => roleId === claim.roleId);
  return (
    ours.roles.some(({ roleId, given }) => given && roleId === claim.roleId) &&
    sameRole.every(({ status, driftPolicy }) => status === "delivered" && driftPolicy === "respect")
  );
}

function shouldKick(
  { claims, ours, botTopPosition, leaving, staying }: PlanInput,
  actual: Actual & { present: true },
): boolean {
  const { joinedByUs } = ours;
  const leaves = mustLeave({ claims, joinedByUs, leaving, staying });
  return leaves && !actual.isOwner && actual.topPosition < botTopPosition;
}

function wantedRoles(live: PlanClaim[]): string[] {
  return [...new Set(live.flatMap(({ roleId }) => (roleId ? [roleId] : [])))].sort();
}

function liveWords(live: PlanClaim[]): string {
  const sources = [...new Set(live.map(({ source }) => source))].sort();
  return `Active: ${sources.join(", ")}`;
}

/** "Pro ended: subscription cancelled", for Discord's audit log. */
function endWords(claims: readonly PlanClaim[], roleId: string | null): string {
  const ended = claims.filter((claim) => !claim.live && (roleId === null || claim.roleId === roleId));
  const words = ended.map(
    ({ source, reason }) =>
      `${source} ended: ${reason ? revocationReasonWords[reason].discord : "no longer included"}`,
  );
  return [...new Set(words)].sort().join("; ") || "No active purchase includes this";
}
