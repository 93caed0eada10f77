import { and, eq, gt, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { bulkRuns, type GrantStatus, grantStatuses, grants } from "@/db/schema";
import type { Actor } from "@/lib/audit";
import { writeAudit } from "@/lib/audit";
import { GatehouseError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { stepThrough } from "@/lib/work/step-through";
import { wakeWorkers } from "@/lib/work/wake";
import { resendLink } from "./claim-link";
import { revokeGrant } from "./end-grants";
import { retryGrant } from "./open-grants";

export type BulkDeed = "resend" | "retry" | "revoke";
/** Either these grants, or all of an entitlement in a status or with an error. */
export type BulkChoice =
  | { ids: string[] }
  | { entitlementId?: string; status?: GrantStatus; errorCode?: string };

/** Starts a run over many grants; answers its id. The run shows its progress and survives restarts. */
export async function startGrantRun(
  tx: Tx,
  businessId: string,
  deed: BulkDeed,
  choice: BulkChoice,
  actor: Actor,
): Promise<string> {
  const id = newId("bulkRun");
  const [counted] = await tx
    .select({ n: sql<number>`count(*)::int` })
    .from(grants)
    .where(and(eq(grants.businessId, businessId), chosen(choice)));
  await tx
    .insert(bulkRuns)
    .values({ id, businessId, kind: deed, input: choice, actor, total: counted?.n ?? 0 });
  await writeAudit(tx, {
    businessId,
    actor,
    action: `grants.bulk_${deed}`,
    subjectId: id,
    details: { total: counted?.n ?? 0 },
  });
  await wakeWorkers(tx);
  return id;
}

function chosen(choice: BulkChoice) {
  if ("ids" in choice) return choice.ids.length > 0 ? sql`${grants.id} in ${choice.ids}` : sql`false`;
  return and(
    choice.entitlementId ? eq(grants.entitlementId, choice.entitlementId) : undefined,
    choice.status ? eq(grants.status, choice.status) : undefined,
    choice.errorCode ? eq(grants.errorCode, choice.errorCode) : undefined,
  );
}

export function stepGrantRun(runId: string): Promise<void> {
  return stepThrough(runId, {
    size: 50,
    next: (tx, run, after) =>
      tx
        .select({ id: grants.id })
        .from(grants)
        .where(
          and(eq(grants.businessId, run.businessId), chosen(readChoice(run.input)), gt(grants.id, after)),
        )
        .orderBy(grants.id)
        .limit(50),
    each: (tx, run, { id }) => doDeed(tx, run.kind as BulkDeed, run.businessId, id, run.actor),
  });
}

function readChoice(input: Record<string, unknown>): BulkChoice {
  if (Array.isArray(input.ids)) return { ids: input.ids.map(String) };
  const status = grantStatuses.find((known) => known === input.status);
  return {
    ...(typeof input.entitlementId === "string" && { entitlementId: input.entitlementId }),
    ...(status && { status }),
    ...(typeof input.errorCode === "string" && { errorCode: input.errorCode }),
  };
}

/** False when the deed does not apply to this grant, such as a link for somebody who is connected. */
async function doDeed(
  tx: Tx,
  deed: BulkDeed,
  businessId: string,
  grantId: string,
  actor: Actor,
): Promise<boolean> {
  try {
    if (deed === "resend") await resendLink(tx, businessId, grantId, actor);
    if (deed === "retry") await retryGrant(tx, businessId, grantId);
    if (deed === "revoke") await revokeGrant(tx, businessId, grantId, actor);
    return true;
  } catch (error) {
    if (error instanceof GatehouseError && error.code === "invalid") return false;
    throw error;
  }
}
