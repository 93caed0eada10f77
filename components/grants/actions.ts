"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { type ActionResult, memberAction } from "@/lib/auth";
import { GatehouseError } from "@/lib/errors";
import { type BulkChoice, startGrantRun } from "@/lib/grants/bulk-grants";
import { resendLink } from "@/lib/grants/claim-link";
import { revokeGrant } from "@/lib/grants/end-grants";
import { retryGrant } from "@/lib/grants/open-grants";
import { reinstateGrant } from "@/lib/grants/reinstate-grant";

const deeds = z.enum(["resend", "retry", "revoke", "reinstate"]);
const ids = z.array(z.string().max(60)).min(1).max(200);

export type Deed = z.output<typeof deeds>;

/** Does one thing to the chosen grants, each in its own transaction; those it does not suit are counted. */
export async function actOnGrants(
  slug: string,
  deed: Deed,
  grantIds: string[],
): Promise<ActionResult<{ done: number; skipped: number; why: string | null }>> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const what = deeds.parse(deed);
    const outcome = { done: 0, skipped: 0, why: null as string | null };
    for (const id of ids.parse(grantIds)) {
      try {
        await inTransaction(async (tx) => {
          if (what === "resend") await resendLink(tx, business.id, id, actor);
          else if (what === "retry") await retryGrant(tx, business.id, id, actor);
          else if (what === "reinstate") await reinstateGrant(tx, business.id, id, actor);
          else await revokeGrant(tx, business.id, id, actor);
        });
        outcome.done++;
      } catch (error) {
        if (!(error instanceof GatehouseError)) throw error;
        outcome.skipped++;
        outcome.why = error.message;
      }
    }
    refresh();
    return outcome;
  });
}

const bulkDeeds = z.enum(["resend", "retry", "revoke"]);
const choices = z.union([
  z.object({ ids }),
  z.object({
    entitlementId: z.string().max(60).optional(),
    status: z.enum(["pending", "delivered", "failed", "revoked"]).optional(),
    errorCode: z.string().max(60).optional(),
  }),
]);

export type BulkDeed = z.output<typeof bulkDeeds>;

/** Starts long work over many grants: those ticked, or all of a filter. */
export async function startBulk(
  slug: string,
  deed: BulkDeed,
  choice: Record<string, unknown>,
): Promise<ActionResult<{ runId: string }>> {
  return memberAction(slug, "admin", async ({ business, actor, inTransaction }) => {
    const what = bulkDeeds.parse(deed);
    const parsed = choices.parse(choice);
    const chosen: BulkChoice =
      "ids" in parsed
        ? parsed
        : {
            ...(parsed.entitlementId && { entitlementId: parsed.entitlementId }),
            ...(parsed.status && { status: parsed.status }),
            ...(parsed.errorCode && { errorCode: parsed.errorCode }),
          };
    const runId = await inTransaction((tx) => startGrantRun(tx, business.id, what, chosen, actor));
    return { runId };
  });
}
