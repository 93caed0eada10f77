import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { newestFirst, pageAfter } from "@/db/keyset";
import { webhookEndpoints } from "@/db/schema";
import { notFound } from "@/lib/errors";

export type Endpoint = typeof webhookEndpoints.$inferSelect;

export const maxEndpoints = 50;

/** The endpoint with this id in this business; throws `not_found`. */
export async function findEndpoint(tx: Tx, businessId: string, id: string): Promise<Endpoint> {
  const [endpoint] = await tx.select().from(webhookEndpoints).where(liveEndpoint(businessId, id));
  if (!endpoint) throw notFound("Webhook endpoint");
  return endpoint;
}

/** The same, and nobody else can change it until the transaction ends. */
export async function holdEndpoint(tx: Tx, businessId: string, id: string): Promise<Endpoint> {
  await tx
    .select({ id: webhookEndpoints.id })
    .from(webhookEndpoints)
    .where(liveEndpoint(businessId, id))
    .for("update");
  return findEndpoint(tx, businessId, id);
}

export function liveEndpoint(businessId: string, id: string) {
  return and(
    eq(webhookEndpoints.businessId, businessId),
    eq(webhookEndpoints.id, id),
    isNull(webhookEndpoints.deletedAt),
  );
}

/** Newest first. `after` is the id of the last endpoint of the previous page. */
export async function listEndpoints(
  tx: Tx,
  businessId: string,
  page: { after?: string | undefined; limit?: number } = {},
): Promise<Endpoint[]> {
  const { createdAt } = webhookEndpoints;
  return tx
    .select()
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.businessId, businessId),
        isNull(webhookEndpoints.deletedAt),
        pageAfter(webhookEndpoints, createdAt, businessId, page.after),
      ),
    )
    .orderBy(...newestFirst(webhookEndpoints, createdAt))
    .limit(page.limit ?? maxEndpoints);
}

/** The endpoint in the shape of the API: Dodo's WebhookDetails, followed by our additions. */
export function endpointToWire(endpoint: Endpoint) {
  return {
    id: endpoint.id,
    url: endpoint.url,
    description: endpoint.description,
    created_at: endpoint.createdAt.toISOString(),
    updated_at: endpoint.updatedAt.toISOString(),
    metadata: endpoint.metadata,
    disabled: endpoint.disabled,
    filter_types: endpoint.filterTypes,
    rate_limit: endpoint.rateLimit,
    disabled_reason: endpoint.disabledReason,
    failing_since: endpoint.failingSince?.toISOString() ?? null,
    status_spelling: endpoint.statusCase,
  };
}
