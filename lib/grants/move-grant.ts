import { and, eq, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import { type GrantStatus, grants } from "@/db/schema";
import { GatehouseError } from "@/lib/errors";
import { recordGrantEvent } from "@/lib/grant-history";
import { newId } from "@/lib/ids";
import { publishEvent } from "@/lib/webhooks/publish-event";
import { freshLink } from "./claim-link";
import { findGrant, type GrantRow } from "./find-grants";
import { mailCustomer } from "./mail-customer";
import { grantToWire } from "./serialize-grant";
import { type Move, mayMove } from "./transitions";

type NewGrant = Pick<
  typeof grants.$inferInsert,
  "businessId" | "entitlementId" | "customerId" | "purchaseId"
> &
  Partial<
    Pick<typeof grants.$inferInsert, "productId" | "discordUserId" | "expiresAt" | "dueAt" | "metadata">
  >;

/**
 * Inserts a `pending` grant with its claim link. Null when it already exists (unique per entitlement, customer and
 * purchase).
 */
export async function insertGrant(tx: Tx, grant: NewGrant): Promise<GrantRow | null> {
  const id = newId("grant");
  const [row] = await tx
    .insert(grants)
    .values({ ...grant, ...freshLink(id), id, status: "pending" })
    .onConflictDoNothing()
    .returning({ id: grants.id });
  if (!row) return null;
  const opened = await findGrant(tx, grant.businessId, row.id);
  await recordGrantEvent(tx, opened, "created", { productId: grant.productId ?? null }, opened.transition);
  await publish(tx, opened, "created");
  return opened;
}

/**
 * Changes a grant's status, if the table of moves allows it. Nothing else writes `status`. The history line, the
 * webhook deliveries and the email are written in the same transaction.
 * Throws `conflict` when the move is not allowed or the grant was moved by somebody else first.
 */
export async function moveGrant(tx: Tx, grant: GrantRow, move: Move): Promise<GrantRow> {
  if (!mayMove(grant.status, move.to))
    throw new GatehouseError("conflict", `A ${grant.status} grant can't become ${move.to}`);
  const moved = await tx
    .update(grants)
    .set({ status: move.to, transition: sql`${grants.transition} + 1`, ...consequences(move) })
    .where(
      and(eq(grants.id, grant.id), eq(grants.status, grant.status), eq(grants.transition, grant.transition)),
    )
    .returning({ id: grants.id });
  if (moved.length === 0)
    throw new GatehouseError("conflict", "This access has just changed. Reload and try again.");
  const after = await findGrant(tx, grant.businessId, grant.id);
  const { to, ...details } = move;
  await recordGrantEvent(
    tx,
    after,
    to === "pending" ? move.why : to,
    { from: grant.status, ...details },
    after.transition,
  );
  if (move.to !== "pending") await publish(tx, after, move.to);
  await mailCustomer(tx, grant, after, move);
  return after;
}

/** The other columns that a move sets. A revoked grant keeps its `deliveredAt`, as in Dodo's API. */
function consequences(move: Move): PgUpdateSetSource<typeof grants> {
  const cleared = { errorCode: null, errorDetail: null, errorSince: null };
  const now = sql`clock_timestamp()`;
  switch (move.to) {
    case "pending":
      return {
        ...cleared,
        attempts: 0,
        ...(move.why === "restored" && {
          revokedAt: null,
          revocationReason: null,
          revokeRequestedAt: null,
          deliveredAt: null,
        }),
      };
    case "delivered":
      return { ...cleared, deliveredAt: now };
    case "failed":
      return { errorCode: move.code, errorDetail: move.detail ?? null, errorSince: now };
    case "revoked":
      return {
        ...cleared,
        revokedAt: now,
        revocationReason: move.reason,
        revokeRequestedAt: sql`coalesce(${grants.revokeRequestedAt}, clock_timestamp())`,
        dueAt: null,
      };
  }
}

async function publish(tx: Tx, grant: GrantRow, what: Exclude<GrantStatus, "pending"> | "created") {
  await publishEvent(tx, {
    businessId: grant.businessId,
    type: `entitlement_grant.${what}`,
    grantId: grant.id,
    transition: grant.transition,
    // Only admins set up endpoints.
    data: grantToWire(grant, "admin"),
    occurredAt: grant.updatedAt,
  });
}
