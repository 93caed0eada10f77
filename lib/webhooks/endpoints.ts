import { and, count, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { webhookEndpoints } from "@/db/schema";
import { type Actor, writeAudit } from "@/lib/audit";
import { encrypt } from "@/lib/crypto";
import { invalid } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { checkUrl } from "@/lib/outside/public-address";
import type { StatusCase } from "@/lib/status-case";
import { encryptHeaders, type HeaderInput, headersLeftBehind, withoutHeaders } from "./endpoint-headers";
import { type Endpoint, findEndpoint, holdEndpoint, liveEndpoint, maxEndpoints } from "./find-endpoints";
import { pauseByHand, resumeEndpoint } from "./pause-endpoint";
import { eventTypes } from "./publish-event";
import { settlePending } from "./settle-pending";
import { newSecret } from "./signature";

export type EndpointInput = {
  url: string;
  description: string;
  /** null: every type. */
  filterTypes: string[] | null;
  /** Deliveries per second; null: no limit. */
  rateLimit: number | null;
  metadata: Record<string, string>;
  statusCase: StatusCase;
  disabled: boolean;
};

/** Creates an endpoint with a new secret. Throws `invalid` with the wrong field. */
export async function createEndpoint(
  tx: Tx,
  businessId: string,
  input: Partial<EndpointInput> & Pick<EndpointInput, "url"> & { headers?: HeaderInput },
  actor: Actor,
): Promise<Endpoint> {
  const { headers = {}, disabled = false, ...given } = input;
  checkInput(given);
  await checkEndpointCount(tx, businessId);
  const id = newId("webhook");
  const [endpoint] = await tx
    .insert(webhookEndpoints)
    .values({
      ...given,
      id,
      businessId,
      secret: encrypt(newSecret(), `webhook_endpoints.secret:${id}`),
      ...encryptHeaders(id, headers),
      disabled,
      disabledReason: disabled ? "by_hand" : null,
    })
    .returning();
  if (!endpoint) throw new Error("insert returned no row");
  const details = { url: given.url, filterTypes: given.filterTypes ?? null, headers: Object.keys(headers) };
  await writeAudit(tx, { businessId, actor, action: "webhook.created", subjectId: id, details });
  return endpoint;
}

async function checkEndpointCount(tx: Tx, businessId: string): Promise<void> {
  const [row] = await tx
    .select({ count: count() })
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.businessId, businessId), isNull(webhookEndpoints.deletedAt)));
  if ((row?.count ?? 0) >= maxEndpoints)
    throw invalid(`A business can have ${maxEndpoints} webhook endpoints; delete one first`);
}

/**
 * Changes only the given fields. `disabled` pauses and resumes by hand. With an address of another origin the endpoint
 * loses its write-only headers; `droppedHeaders` names them.
 */
export async function updateEndpoint(
  tx: Tx,
  businessId: string,
  id: string,
  change: Partial<EndpointInput>,
  actor: Actor,
): Promise<{ endpoint: Endpoint; droppedHeaders: string[] }> {
  const before = await holdEndpoint(tx, businessId, id);
  const { disabled, ...fields } = change;
  checkInput(fields);
  if (disabled === true && !before.disabled) await pauseByHand(tx, businessId, id, actor);
  if (disabled === false && before.disabled) await resumeEndpoint(tx, businessId, id, actor);
  const droppedHeaders = fields.url === undefined ? [] : headersLeftBehind(before, fields.url);
  const dropped = droppedHeaders.length > 0;
  if (Object.keys(fields).length > 0) {
    await tx
      .update(webhookEndpoints)
      .set({ ...fields, ...(dropped && withoutHeaders(before, droppedHeaders)) })
      .where(liveEndpoint(businessId, id));
    const details = { ...fields, ...(dropped && { droppedHeaders }) };
    await writeAudit(tx, { businessId, actor, action: "webhook.updated", subjectId: id, details });
  }
  return { endpoint: await findEndpoint(tx, businessId, id), droppedHeaders };
}

/** Deletes an endpoint. Pending deliveries become `failed`; sent ones stay in the log. */
export async function deleteEndpoint(tx: Tx, businessId: string, id: string, actor: Actor): Promise<void> {
  const { url } = await findEndpoint(tx, businessId, id);
  await tx
    .update(webhookEndpoints)
    .set({ deletedAt: sql`now()`, disabled: true })
    .where(liveEndpoint(businessId, id));
  await settlePending(tx, businessId, id, actor);
  await writeAudit(tx, { businessId, actor, action: "webhook.deleted", subjectId: id, details: { url } });
}

/** Dodo's other event types. Programs written for its SDKs may subscribe to them; they just never get any. */
const foreignType =
  /^(payment|refund|dispute|subscription|license_key|payout|credit|abandoned_checkout|dunning)\.[a-z_]{1,40}$/;

function checkInput(input: Partial<EndpointInput>): void {
  if (input.url !== undefined) checkUrl(input.url);
  const { filterTypes, rateLimit, description = "", metadata = {} } = input;
  if (filterTypes?.length === 0) throw wrong("filter_types", "choose at least one event type");
  const unknown = filterTypes?.find(
    (type) => !eventTypes.some((own) => own === type) && !foreignType.test(type),
  );
  if (unknown !== undefined) throw wrong("filter_types", `there is no event type ${unknown.slice(0, 60)}`);
  if (rateLimit != null && !(Number.isInteger(rateLimit) && rateLimit >= 1 && rateLimit <= 1000))
    throw wrong("rate_limit", "must be a whole number of deliveries per second, 1 to 1000");
  if (description.length > 500) throw wrong("description", "must not be longer than 500 characters");
  const pairs = Object.entries(metadata);
  if (pairs.length > 50 || pairs.some(([key, value]) => key.length > 40 || value.length > 500))
    throw wrong("metadata", "at most 50 keys of 40 characters, with values of 500");
}

function wrong(field: string, why: string) {
  return invalid(`${field}: ${why}`, { [field]: why.charAt(0).toUpperCase() + why.slice(1) });
}
