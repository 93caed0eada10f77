import { mustLeave } from "@/lib/entitlements/ends-membership";
import type { Claim } from "@/lib/grants/claims";
import { revocationReasonWords } from "@/lib/revocation-reasons";

/** What Discord says of the account in the guild. `topPosition`: its highest role's position. */
export type Actual =
  | { present: false }
  | { present: true; roles: readonly string[]; isOwner: boolean; topPosition: number };

/** The same as one read of Discord answered it: `accountGone` when the Discord account no longer exists. */
export type Seen = Actual & { pendingRules?: boolean; accountGone?: boolean };

/** What we did before: the roles that we gave, and whether the bot added the person (null: unknown). */
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
  /** False when the bot is known to lack the permission: the roles go at least, and the kick waits. */
  mayKick: boolean;
  /** The customer asked to be put back into a guild they left. */
  rejoinRequested: boolean;
  /** What earlier claims say of membership: `mustLeave` weighs it. */
  leaving: boolean;
  staying: boolean;
};
export type PlanClaim = Pick<
  Claim,
  "live" | "status" | "roleId" | "endAction" | "driftPolicy" | "source" | "reason"
>;

/**
 * The smallest difference between what the account should have (the union of its live claims) and what it
 * has: pure, total, and independent of the claims' order. Gives come before takes. It never names a role that
 * no claim gave, never kicks somebody whom the bot did not add, the owner, or a member it cannot outrank.
 */
export function planAccess(input: PlanInput): Step[] {
  const { claims, actual } = input;
  const live = claims.filter((claim) => claim.live);
  if (!actual.present) return mayAdd(input, live) ? [addStep(live), ...giveSteps(live, [])] : [];
  if (shouldKick(input, actual)) {
    const roles = input.mayKick ? [] : takeSteps(input, actual.roles, live);
    return [...roles, { do: "kick", why: endWords(claims, null) }];
  }
  const unwanted = live.filter((claim) => !leftToModerators(claim, live, input.ours));
  return [...giveSteps(unwanted, actual.roles), ...takeSteps(input, actual.roles, live)];
}

/** A person who left on their own is not dragged back: only something new, or their own wish, adds them. */
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

/** A role whose claims all end with `keep` stays with the person. */
export function keptAtEnd(claims: readonly PlanClaim[], roleId: string): boolean {
  const ended = claims.filter((claim) => !claim.live && claim.roleId === roleId);
  return ended.length > 0 && ended.every(({ endAction }) => endAction === "keep");
}

/** A role that somebody took by hand, and whose entitlements all say that this is to be respected. */
function leftToModerators(claim: PlanClaim, live: PlanClaim[], ours: Ours): boolean {
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
  const asked = mustLeave({ claims, joinedByUs, leaving, staying });
  return asked && !actual.isOwner && actual.topPosition < botTopPosition;
}

function wantedRoles(live: PlanClaim[]): string[] {
  return [...new Set(live.flatMap(({ roleId }) => (roleId ? [roleId] : [])))].sort();
}

function liveWords(live: PlanClaim[]): string {
  const sources = [...new Set(live.map(({ source }) => source))].sort();
  return `Active: ${sources.join(", ")}`;
}

/** "Pro ended: subscription cancelled", as Discord's own audit log shows it. */
function endWords(claims: readonly PlanClaim[], roleId: string | null): string {
  const ended = claims.filter((claim) => !claim.live && (roleId === null || claim.roleId === roleId));
  const words = ended.map(
    ({ source, reason }) =>
      `${source} ended: ${reason ? revocationReasonWords[reason].discord : "no longer given"}`,
  );
  return [...new Set(words)].sort().join("; ") || "No active purchase gives this any more";
}
