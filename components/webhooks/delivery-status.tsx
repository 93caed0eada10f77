import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import type { ShownDelivery } from "@/lib/webhooks/show-webhooks";

type Standing = Pick<
  ShownDelivery,
  "status" | "attempts" | "maxAttempts" | "nextAttemptAt" | "endpointPaused" | "isTest" | "endpointDeleted"
>;

export function DeliveryStatus({ delivery }: { delivery: Standing }) {
  if (delivery.status === "delivered") return <StatusBadge tone="delivered">Delivered</StatusBadge>;
  if (delivery.status === "failed") return <StatusBadge tone="failed">Failed</StatusBadge>;
  if (isHeld(delivery)) return <StatusBadge tone="revoked">Waiting</StatusBadge>;
  return <StatusBadge tone="pending">{delivery.attempts === 0 ? "Sending" : "Retrying"}</StatusBadge>;
}

/** What comes next, or why nothing does. */
export function WhatIsNext({ delivery }: { delivery: Standing }) {
  if (delivery.status === "delivered") return null;
  if (delivery.status === "failed")
    return delivery.endpointDeleted
      ? "The endpoint was deleted"
      : delivery.isTest
        ? "Test events are sent once"
        : "No more attempts";
  if (isHeld(delivery)) return "The endpoint is paused";
  if (delivery.attempts === 0 || !delivery.nextAttemptAt) return "Sending now";
  return (
    <>
      Next attempt <RelativeTime at={delivery.nextAttemptAt} />
    </>
  );
}

function isHeld(delivery: Standing): boolean {
  return delivery.endpointPaused && !delivery.isTest;
}

/** The last response in short: a status code, or what went wrong before one arrived. */
export function lastAnswer(delivery: Pick<ShownDelivery, "lastStatusCode" | "lastError">): string {
  if (delivery.lastError) return delivery.lastError;
  return delivery.lastStatusCode === null ? "—" : String(delivery.lastStatusCode);
}
