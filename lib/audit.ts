import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { inOrder, pageInOrder } from "@/db/keyset";
import { containing } from "@/db/like";
import { auditEntries } from "@/db/schema";
import { newId } from "./ids";
import type { Sort } from "./search-params";

export type AuditEntry = typeof auditEntries.$inferSelect;
export type Actor = AuditEntry["actor"];

export const system: Actor = { kind: "system", id: "gatehouse", label: "Gatehouse" };

/** A customer as the actor. */
export function asCustomer({ id, email }: { id: string; email: string }): Actor {
  return { kind: "customer", id, label: email };
}

/**
 * Writes one audit entry in the same transaction as the change and returns its id. `details` are shown to people: old
 * and new values by name, never a secret.
 */
export async function writeAudit(
  tx: Tx,
  entry: {
    businessId: string;
    actor: Actor;
    action: string;
    subjectId?: string | null;
    details?: Record<string, unknown>;
  },
): Promise<string> {
  const { businessId, actor, action, subjectId = null, details = {} } = entry;
  const id = newId("audit");
  await tx.insert(auditEntries).values({ id, businessId, actor, action, subjectId, details });
  return id;
}

export const auditSorts = [{ by: "when", direction: "desc" }] as const satisfies Sort[];

/** Newest first, if nothing else is asked for. `after` is the id of the last entry of the previous page. */
export async function listAudit(
  tx: Tx,
  businessId: string,
  filter: { search?: string; sort?: Sort<"when">; after?: string; limit?: number } = {},
): Promise<AuditEntry[]> {
  const { direction } = filter.sort ?? auditSorts[0];
  const order = { by: auditEntries.createdAt, direction };
  const conditions: (SQL | undefined)[] = [
    eq(auditEntries.businessId, businessId),
    pageInOrder(auditEntries, order, businessId, filter.after),
  ];
  if (filter.search) {
    const pattern = containing(filter.search);
    conditions.push(
      sql`(${auditEntries.action} ilike ${pattern} or ${auditEntries.subjectId} ilike ${pattern}
        or ${auditEntries.actor}->>'label' ilike ${pattern})`,
    );
  }
  return tx
    .select()
    .from(auditEntries)
    .where(and(...conditions))
    .orderBy(...inOrder(auditEntries, order))
    .limit(filter.limit ?? 50);
}
