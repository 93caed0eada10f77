"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { type ActionResult, memberAction, provenAction } from "@/lib/actions";
import { type BulkChoice, startGrantRun as startRun } from "@/lib/grants/bulk-grants";
import { resendLink } from "@/lib/grants/claim-link";
import { revokeGrant } from "@/lib/grants/end-grants";
import { retryGrant } from "@/lib/grants/open-grants";
import { reinstateGrant } from "@/lib/grants/reinstate-grant";

const actions = z.enum(["resend", "retry", "revoke", "reinstate"]);

export type GrantAction = z.output<typeof actions>;

export async function actOnGrant(
  slug: string,
  grantId: string,
  action: GrantAction,
): Promise<ActionResult<GrantAction>> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const id = z.string().max(60).parse(grantId);
    const wanted = actions.parse(action);
    await inTransaction(async (tx) => {
      if (wanted === "resend") await resendLink(tx, business.id, id, actor);
      else if (wanted === "retry") await retryGrant(tx, business.id, id, actor);
      else if (wanted === "reinstate") await reinstateGrant(tx, business.id, id, actor);
      else await revokeGrant(tx, business.id, id, actor);
    });
    refresh();
    return wanted;
  });
}

const bulkActions = z.enum(["resend", "retry", "revoke"]);
const someIds = z.array(z.string().max(60)).min(1).max(200);
const choices = z.union([
  z.object({ ids: someIds }),
  z.object({ customerIds: someIds }),
  z.object({
    entitlementId: z.string().max(60).optional(),
    status: z.enum(["pending", "delivered", "failed", "revoked"]).optional(),
    errorCode: z.string().max(60).optional(),
  }),
]);

export type BulkGrantAction = z.output<typeof bulkActions>;

/** Starts a background run over many grants: the selected ones, or all that match a filter. */
export async function startGrantRun(
  slug: string,
  action: BulkGrantAction,
  choice: BulkChoice,
): Promise<ActionResult<{ runId: string; action: BulkGrantAction }>> {
  return provenAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const wanted = bulkActions.parse(action);
    const parsed = choices.parse(choice);
    const chosen: BulkChoice =
      "ids" in parsed || "customerIds" in parsed
        ? parsed
        : {
            ...(parsed.entitlementId && { entitlementId: parsed.entitlementId }),
            ...(parsed.status && { status: parsed.status }),
            ...(parsed.errorCode && { errorCode: parsed.errorCode }),
          };
    const runId = await inTransaction((tx) => startRun(tx, business.id, wanted, chosen, actor));
    return { runId, action: wanted };
  });
}
