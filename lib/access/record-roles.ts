import { and, eq, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import { ofAccess } from "@/db/of-access";
import { accessRoles } from "@/db/schema";
import type { Claim } from "@/lib/grants/claims";
import { cameBack } from "./arrival";
import type { PlanResult } from "./carry-out";
import { keptAtEnd, type Seen } from "./plan-access";
import type { AccessState } from "./read-state";

/** Updates our list of the person's roles with what Discord showed: given, taken, or there before us. */
export async function recordRoles(
  tx: Tx,
  state: AccessState,
  after: Seen,
  result: PlanResult,
  claims: Claim[],
): Promise<void> {
  const has = after.present ? after.roles : [];
  const known = new Set(state.ledger.map(({ roleId }) => roleId));
  const lostAll = !after.present || cameBack(state.access, after);
  const givenNow = result.steps.flatMap(({ step }) => (step.do === "give-role" ? [step.roleId] : []));
  for (const roleId of new Set([...known, ...givenNow])) {
    if (has.includes(roleId)) await confirmRole(tx, state, roleId, claims);
    else if (lostAll || tookRole(result, roleId))
      await setLedger(tx, state, roleId, { takenAt: sql`coalesce(taken_at, now())` });
  }
  const foundThere = claims.flatMap(({ live, roleId }) =>
    live && roleId && has.includes(roleId) ? [roleId] : [],
  );
  for (const roleId of new Set(foundThere))
    if (!known.has(roleId) && !givenNow.includes(roleId)) await insertHeldBefore(tx, state, roleId);
}

function tookRole(result: PlanResult, roleId: string): boolean {
  return result.steps.some(({ step }) => step.do === "take-role" && step.roleId === roleId);
}

async function confirmRole(tx: Tx, state: AccessState, roleId: string, claims: Claim[]): Promise<void> {
  const wanted = claims.some((claim) => claim.live && claim.roleId === roleId);
  // A claim ended with `keep`, so from now on the role belongs to the person, whatever else gives it.
  if (keptAtEnd(claims, roleId)) await setLedger(tx, state, roleId, { heldBefore: true });
  if (wanted) await setLedger(tx, state, roleId, { givenAt: sql`coalesce(given_at, now())`, takenAt: null });
  // The removal was refused or not applied, so the role still has to be taken.
  else if (!keptAtEnd(claims, roleId)) await setLedger(tx, state, roleId, { takenAt: null });
}

async function setLedger(
  tx: Tx,
  { access }: AccessState,
  roleId: string,
  set: PgUpdateSetSource<typeof accessRoles>,
): Promise<void> {
  await tx
    .update(accessRoles)
    .set(set)
    .where(and(ofAccess(accessRoles, access), eq(accessRoles.roleId, roleId)));
}

async function insertHeldBefore(tx: Tx, { access }: AccessState, roleId: string): Promise<void> {
  const { guildId, discordUserId } = access;
  await tx
    .insert(accessRoles)
    .values({ guildId, discordUserId, roleId, heldBefore: true })
    .onConflictDoNothing();
}
