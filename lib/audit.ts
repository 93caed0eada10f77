import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { inOrder, pageInOrder } from "@/db/keyset";
import { containing } from "@/db/like";
import { auditEntries } from "@/db/schema";
import { newId } from "./ids";
import type { Sort } from "./search-params";

/** Everything the audit log records. Each has a sentence in `components/settings/audit-sentences.ts`. */
export const auditActions = [
  "api_key.created",
  "api_key.revoked",
  "business.created",
  "business.updated",
  "business.logo_uploaded",
  "business.email_text_changed",
  "business.logo_removed",
  "business.passkeys_required",
  "business.passkeys_not_required",
  "customer.updated",
  "customer.account_switched",
  "customer.email_corrected",
  "customer.email_released",
  "entitlement.created",
  "entitlement.updated",
  "entitlement.ended",
  "entitlement.deleted",
  "grant.given",
  "grant.link_resent",
  "grant.retried",
  "grant.revoked",
  "grant.reinstated",
  "grants.bulk_resend",
  "grants.bulk_retry",
  "grants.bulk_revoke",
  "list.exported",
  "member.invited",
  "member.invite_withdrawn",
  "member.invite_declined",
  "member.joined",
  "member.role_changed",
  "member.removed",
  "member.passkey_added",
  "member.passkey_removed",
  "member.passkeys_reset",
  "member.recovery_codes_made",
  "member.recovery_code_used",
  "product.created",
  "product.updated",
  "product.archived",
  "product.unarchived",
  "product.entitlement_attached",
  "product.entitlement_detached",
  "product.entitlements_changed",
  "provider.connected",
  "provider.disconnected",
  "provider.key_replaced",
  "provider.secret_rotated",
  "provider.policy_changed",
  "purchase_event.rerun",
  "purchase_events.rerun",
  "purchase_events.dismissed",
  "server.connected",
  "server.reconnected",
  "server.released",
  "webhook.created",
  "webhook.updated",
  "webhook.deleted",
  "webhook.paused",
  "webhook.resumed",
  "webhook.headers_updated",
  "webhook.secret_read",
  "webhook.secret_rotated",
  "webhook.tested",
  "webhook.replayed",
  "webhook.replay_started",
] as const;
export type AuditAction = (typeof auditActions)[number];

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
    action: AuditAction;
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

export type AuditFilter = {
  /** Looks in the action, the subject's id and the actor's name. */
  search?: string | undefined;
  /** The id of a person or an API key, or the kind of actor. */
  by?: string | undefined;
  /** First words of actions, like `grant`. */
  nouns?: readonly string[] | undefined;
  /** Days like `2026-11-25`, both included, in UTC. */
  from?: string | undefined;
  to?: string | undefined;
};

/** Newest first, if nothing else is asked for. `after` is the id of the last entry of the previous page. */
export async function listAudit(
  tx: Tx,
  businessId: string,
  filter: AuditFilter & { sort?: Sort<"when">; after?: string | undefined; limit?: number } = {},
): Promise<AuditEntry[]> {
  const { direction } = filter.sort ?? auditSorts[0];
  const order = { by: auditEntries.createdAt, direction };
  return tx
    .select()
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.businessId, businessId),
        ...conditionsOf(filter),
        pageInOrder(auditEntries, order, businessId, filter.after),
      ),
    )
    .orderBy(...inOrder(auditEntries, order))
    .limit(filter.limit ?? 50);
}

function conditionsOf({ search, by, nouns, from, to }: AuditFilter): (SQL | undefined)[] {
  const { action, actor, createdAt, subjectId } = auditEntries;
  const pattern = containing(search ?? "");
  return [
    search
      ? sql`(${action} ilike ${pattern} or ${subjectId} ilike ${pattern} or ${actor}->>'label' ilike ${pattern})`
      : undefined,
    by ? sql`(${actor}->>'id' = ${by} or ${actor}->>'kind' = ${by})` : undefined,
    nouns && inArray(sql`split_part(${action}, '.', 1)`, [...nouns]),
    from ? sql`${createdAt} >= ${from}::date::timestamp at time zone 'UTC'` : undefined,
    to ? sql`${createdAt} < (${to}::date + 1)::timestamp at time zone 'UTC'` : undefined,
  ];
}
