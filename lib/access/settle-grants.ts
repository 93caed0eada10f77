import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type FailureCode, type GrantEventType, grants } from "@/db/schema";
import { endsMembership } from "@/lib/entitlements/ends-membership";
import { previousRoles } from "@/lib/entitlements/move-entitlement";
import { recordEnd } from "@/lib/entitlements/record-end";
import { recordGrantEvent } from "@/lib/grant-history";
import type { Claim } from "@/lib/grants/claims";
import { recordLetGo } from "@/lib/grants/end-grants";
import { findGrant, type GrantRow } from "@/lib/grants/find-grants";
import { moveGrant } from "@/lib/grants/move-grant";
import { mailRoleTaken } from "@/lib/guilds/mail-merchant";
import { cameBack } from "./arrival";
import type { PlanResult } from "./carry-out";
import { keptAtEnd, type Seen, type Step } from "./plan-access";
import { fullPlan } from "./plan-sync";
import type { AccessState } from "./read-state";

/** What one sync found: the current claims, and what Discord showed (null: Discord was not called). */
export type Settling = {
  state: AccessState;
  after: Seen | null;
  result: PlanResult;
  claims: Claim[];
  /** The claims changed after the plan was made. */
  stale: boolean;
};

/** `oldRoleIds`: roles that the claim's entitlement gave before it was changed and that no claim gives now. */
type GrantSettling = Settling & { oldRoleIds: ReadonlySet<string> };

/** Moves each claim's grant by what Discord showed, never by what we requested. */
export async function settleGrants(tx: Tx, settling: Settling): Promise<void> {
  const oldRoleIdsOf = await oldRoles(tx, settling);
  for (const claim of settling.claims) {
    const ofClaim = { ...settling, oldRoleIds: oldRoleIdsOf.get(claim.entitlementId) ?? new Set<string>() };
    const grant = await findGrant(tx, settling.state.guild.businessId, claim.grantId);
    await recordHistory(tx, grant, claim, ofClaim);
    if (claim.live) await settleLive(tx, grant, claim, ofClaim);
    else await settleEnded(tx, grant, claim, ofClaim);
  }
}

/** By entitlement. Queried only when the person has a role from us that no claim gives now. */
async function oldRoles(tx: Tx, { state, claims }: Settling): Promise<Map<string, Set<string>>> {
  const isNamed = (roleId: string) => claims.some((claim) => claim.roleId === roleId);
  if (state.ledger.every(({ roleId }) => isNamed(roleId))) return new Map();
  const ids = [...new Set(claims.map(({ entitlementId }) => entitlementId))];
  const before = await previousRoles(tx, state.guild.businessId, ids);
  return new Map(
    ids.map((id) => [
      id,
      new Set(before.flatMap((old) => (old.id === id && !isNamed(old.roleId) ? [old.roleId] : []))),
    ]),
  );
}

async function settleLive(tx: Tx, grant: GrantRow, claim: Claim, settling: GrantSettling): Promise<void> {
  const { after, result, stale } = settling;
  if (after && hasAccess(claim, after)) {
    // They have what they should, but an old role could not be taken. That must be visible.
    const left = stale ? null : oldRoleProblem(settling);
    if (grant.status !== "delivered") await moveGrant(tx, grant, { to: "delivered" });
    else if (left) await setError(tx, grant, left);
    else await clearError(tx, grant);
    return;
  }
  // In a released server nothing is given any more, so nothing is missing.
  if (stale || settling.state.guild.releasedAt) return;
  const problem = problemOf(claim, settling) ?? (after ? null : uncalledProblem(result));
  if (!problem) return;
  if (grant.status === "pending") await moveGrant(tx, grant, { to: "failed", ...problem });
  else await setError(tx, grant, problem);
}

async function settleEnded(tx: Tx, grant: GrantRow, claim: Claim, settling: GrantSettling): Promise<void> {
  const { after, result, stale } = settling;
  // It may have ended after the plan was made. The next sync plans for that.
  if (stale) return;
  if (after && nothingLeft(claim, after, settling)) {
    const reason = grant.revocationReason ?? "manual";
    const kept = hasAccess(claim, after) ? { stillHasIt: true } : {};
    await moveGrant(tx, grant, { to: "revoked", reason, ...kept });
    if (after.present) await recordEnd(tx, settling.state.access, claim);
    return;
  }
  // A refused removal is never recorded as done: the customer still has access, and the merchant must see that.
  const problem = problemOf(claim, settling) ?? (after ? null : uncalledProblem(result));
  if (problem && settling.state.guild.releasedAt)
    return recordLetGo(tx, grant, grant.revocationReason ?? "manual");
  if (problem) await setError(tx, grant, problem);
}

function hasAccess({ roleId }: Claim, seen: Seen): boolean {
  return seen.present && (roleId === null || seen.roles.includes(roleId));
}

/**
 * Whether an ended claim has left nothing behind, except what other claims give or the person had before. Roles
 * that the entitlement gave before it was changed count too.
 */
function nothingLeft(claim: Claim, seen: Seen, settling: GrantSettling): boolean {
  const { state, claims, result, oldRoleIds } = settling;
  if (!seen.present) return true;
  const due = fullPlan(state, seen);
  const asksToLeave = endsMembership(claim) || state.access.leaving;
  if (asksToLeave && due.some((step) => step.do === "kick")) return false;
  if (due.some((step) => step.do === "take-role" && oldRoleIds.has(step.roleId))) return false;
  const { roleId } = claim;
  if (roleId === null || !seen.roles.includes(roleId)) return true;
  const keptByOther = claims.some((other) => other.live && other.roleId === roleId);
  const ledger = state.ledger.find((row) => row.roleId === roleId);
  const given = result.steps.some(({ step }) => step.do === "give-role" && step.roleId === roleId);
  const neverOurs = (!ledger || ledger.heldBefore) && !given;
  return keptByOther || neverOurs || keptAtEnd(claims, roleId);
}

/** `detail` is Discord's own sentence, where our code says little. */
type Problem = { code: FailureCode; detail: string | null };

/** Why this claim's own step could not be carried out. */
function problemOf(claim: Claim, settling: GrantSettling): Problem | null {
  const own = failedSteps(settling).find(
    ({ step }) =>
      (step.do === "add-member" && claim.live) ||
      (step.do === "kick" && !claim.live) ||
      (step.do === "give-role" && claim.live && step.roleId === claim.roleId) ||
      (step.do === "take-role" && !claim.live && step.roleId === claim.roleId),
  );
  return own?.problem ?? (claim.live ? null : oldRoleProblem(settling));
}

/** Why a role that the entitlement gave before it was changed could not be taken. */
function oldRoleProblem(settling: GrantSettling): Problem | null {
  const old = failedSteps(settling).find(
    ({ step }) => step.do === "take-role" && settling.oldRoleIds.has(step.roleId),
  );
  return old?.problem ?? null;
}

function failedSteps({ result }: Settling): { step: Step; problem: Problem }[] {
  return result.steps.flatMap(({ step, outcome, detail = null }) =>
    outcome === "done" || outcome === "already" || outcome === "skipped"
      ? []
      : [{ step, problem: { code: outcome, detail } }],
  );
}

/** What stopped the sync before it called Discord. */
function uncalledProblem({ problem }: PlanResult): Problem | null {
  return problem && { code: problem, detail: null };
}

async function setError(tx: Tx, grant: GrantRow, { code, detail }: Problem): Promise<void> {
  if (grant.errorCode === code && grant.errorDetail === detail) return;
  await tx
    .update(grants)
    .set({ errorCode: code, errorDetail: detail, errorSince: sql`now()` })
    .where(eq(grants.id, grant.id));
  await recordGrantEvent(tx, grant, "problem", { code, ...(detail && { detail }) });
}

async function clearError(tx: Tx, grant: GrantRow): Promise<void> {
  if (!grant.errorCode) return;
  await tx
    .update(grants)
    .set({ errorCode: null, errorDetail: null, errorSince: null })
    .where(eq(grants.id, grant.id));
  await recordGrantEvent(tx, grant, "problem_solved", { code: grant.errorCode });
}

/** Adds what happened in Discord for this claim to the grant's history. */
async function recordHistory(
  tx: Tx,
  grant: GrantRow,
  claim: Claim,
  { state, after, result }: Settling,
): Promise<void> {
  if (!after) return;
  const { access, ledger } = state;
  const record = (type: GrantEventType, details = {}) => recordGrantEvent(tx, grant, type, details);
  for (const { step, outcome } of result.steps) {
    const worked = outcome === "done" || outcome === "already";
    if (!worked) continue;
    if (step.do === "add-member" && claim.live)
      await record(outcome === "done" ? "joined" : "already_member");
    if (step.do === "kick" && !claim.live) await record("kicked");
    if (step.do === "give-role" && claim.live && step.roleId === claim.roleId) {
      const hadIt = ledger.some(
        ({ roleId, givenAt, takenAt }) => roleId === step.roleId && givenAt && !takenAt,
      );
      await record(hadIt && grant.status === "delivered" ? "role_restored" : "role_given", {
        roleId: step.roleId,
        why: step.why,
      });
    }
    if (step.do === "take-role" && !claim.live && step.roleId === claim.roleId)
      await record("role_taken", { roleId: step.roleId, why: step.why });
  }
  if (claim.live && grant.status === "delivered" && access.inGuild === true && !after.present)
    await record("left_server");
  const addedNow = result.steps.some(({ step }) => step.do === "add-member");
  const unseenGap = cameBack(access, after) && !addedNow;
  if (claim.live && grant.status === "delivered" && after.present && (access.inGuild === false || unseenGap))
    await record("rejoined");
  const missing = after.present && claim.roleId !== null && !after.roles.includes(claim.roleId);
  const wasThere = claim.roleId !== null && access.seenRoles.includes(claim.roleId);
  if (claim.live && missing && wasThere && grant.status === "delivered" && result.steps.length === 0) {
    const cause = await record("role_missed");
    await mailRoleTaken(tx, state.guild.id, claim, cause);
  }
}
