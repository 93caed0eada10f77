import { visibleHeaders } from "./endpoint-headers";
import type { DeliveryDetail, DeliveryLine } from "./find-deliveries";
import type { Endpoint } from "./find-endpoints";
import type { latestReplay } from "./replay-failed";
import { maxAttempts } from "./schedule";

/** An endpoint for screens: without secrets, with times as ISO strings. */
export function showEndpoint(endpoint: Endpoint) {
  const { id, url, description, filterTypes, rateLimit, statusCase, disabled, disabledReason } = endpoint;
  return {
    id,
    url,
    description,
    filterTypes,
    rateLimit,
    statusCase,
    disabled,
    disabledReason,
    failures: endpoint.failures,
    failingSince: iso(endpoint.failingSince),
    previousSecretUntil: iso(endpoint.previousSecretUntil),
    createdAt: endpoint.createdAt.toISOString(),
    ...visibleHeaders(endpoint),
  };
}

export type ShownEndpoint = ReturnType<typeof showEndpoint>;

export function showDelivery(line: DeliveryLine) {
  return {
    id: line.id,
    status: line.status,
    attempts: line.attempts,
    maxAttempts,
    createdAt: line.createdAt.toISOString(),
    deliveredAt: iso(line.deliveredAt),
    nextAttemptAt: iso(line.nextAttemptAt),
    type: line.event.type,
    eventId: line.event.id,
    grantId: line.event.grantId,
    isTest: line.event.grantId === null,
    endpointId: line.endpoint.id,
    url: line.endpoint.url,
    endpointPaused: line.endpoint.disabled,
    endpointDeleted: line.endpoint.deletedAt !== null,
    lastStatusCode: line.lastStatusCode,
    lastError: line.lastError,
  };
}

export type ShownDelivery = ReturnType<typeof showDelivery>;

export function showDeliveryDetail(detail: DeliveryDetail) {
  return {
    ...showDelivery(detail),
    occurredAt: detail.event.occurredAt.toISOString(),
    body: detail.body,
    tries: detail.tries.map((attempt) => ({
      id: attempt.id,
      number: attempt.number,
      at: attempt.at.toISOString(),
      durationMs: attempt.durationMs,
      requestHeaders: attempt.requestHeaders,
      requestBody: attempt.requestBody,
      statusCode: attempt.statusCode,
      responseHeaders: attempt.responseHeaders,
      responseBody: attempt.responseBody,
      error: attempt.error,
    })),
  };
}

export type ShownDeliveryDetail = ReturnType<typeof showDeliveryDetail>;

/** The same with claim links masked everywhere, because a receiver may echo what it was sent. */
export function withoutLinks(detail: ShownDeliveryDetail): ShownDeliveryDetail {
  return JSON.parse(JSON.stringify(detail).replace(claimToken, "$1••••••"));
}

const claimToken = /(connect(?:\\*\/|%2F)discord(?:\\*\/|%2F))[\w-]+/gi;

export function showReplay(run: NonNullable<Awaited<ReturnType<typeof latestReplay>>>) {
  const { id, total, done, skipped } = run;
  return {
    id,
    total,
    done,
    skipped,
    startedAt: run.createdAt.toISOString(),
    finishedAt: iso(run.finishedAt),
  };
}

export type ShownReplay = ReturnType<typeof showReplay>;

function iso(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}
