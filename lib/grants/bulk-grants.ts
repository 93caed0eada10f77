import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type GrantChoice, grants } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { GatehouseError } from "@/lib/errors";
import { startRun } from "@/lib/work/runs";
import { resendLink } from "./claim-link";
import { revokeGrant } from "./end-grants";
import { retryGrant } from "./open-grants";
import { countForRun, stepThroughGrants } from "./run-over-grants";

const bulkActions = ["resend", "retry", "revoke"] as const;
type BulkAction = (typeof bulkActions)[number];
export type BulkChoice = GrantChoice;

/** Starts a run over many grants and returns its id. The run shows its progress and survives restarts. */
export async function startGrantRun(
  tx: Tx,
  businessId: string,
  bulkAction: BulkAction,
  choice: BulkChoice,
  actor: Actor,
): Promise<string> {
  const total = await countForRun(tx, matches(businessId, choice));
  const id = await startRun(tx, { businessId, kind: bulkAction, input: choice, actor, total });
  await writeAudit(tx, {
    businessId,
    actor,
    action: `grants.bulk_${bulkAction}`,
    subjectId: id,
    details: { total },
  });
  return id;
}

function matches(businessId: string, choice: BulkChoice) {
  const ofBusiness = eq(grants.businessId, businessId);
  if ("ids" in choice) return and(ofBusiness, inArray(grants.id, choice.ids));
  if ("customerIds" in choice) return and(ofBusiness, inArray(grants.customerId, choice.customerIds));
  return and(
    ofBusiness,
    choice.entitlementId ? eq(grants.entitlementId, choice.entitlementId) : undefined,
    choice.status ? eq(grants.status, choice.status) : undefined,
    choice.errorCode ? sql`${grants.errorCode} = ${choice.errorCode}` : undefined,
  );
}

/** One step of such a run. */
export function stepGrantRun(runId: string): Promise<void> {
  return stepThroughGrants(runId, bulkActions, {
    size: 50,
    which: (run) => matches(run.businessId, run.input),
    each: (tx, run, id) => runAction(tx, run.kind, run.businessId, id, run.actor),
  });
}

/** False when the action doesn't apply to this grant, such as resending a link to a connected customer. */
async function runAction(
  tx: Tx,
  bulkAction: BulkAction,
  businessId: string,
  grantId: string,
  actor: Actor,
): Promise<boolean> {
  try {
    if (bulkAction === "resend") await resendLink(tx, businessId, grantId, actor);
    if (bulkAction === "retry") await retryGrant(tx, businessId, grantId, actor, "bulk");
    if (bulkAction === "revoke") await revokeGrant(tx, businessId, grantId, actor);
    return true;
  } catch (error) {
    if (error instanceof GatehouseError && ["invalid", "too_many_requests"].includes(error.code))
      return false;
    throw error;
  }
}
