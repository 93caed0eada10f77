import { StatusBadge } from "@/components/ui/status";
import type { ShownEndpoint } from "@/lib/webhooks/show-webhooks";

const pauses = {
  by_hand: "Paused manually",
  gone: "Paused because it returned 410 Gone",
  failing: "Paused after five days of failures",
} as const;

export function EndpointBadge({
  endpoint,
}: {
  endpoint: Pick<ShownEndpoint, "disabled" | "disabledReason" | "failingSince">;
}) {
  if (endpoint.disabled)
    return (
      <StatusBadge tone="revoked" reason={pauses[endpoint.disabledReason ?? "by_hand"]}>
        Paused
      </StatusBadge>
    );
  if (endpoint.failingSince) return <StatusBadge tone="failed">Failing</StatusBadge>;
  return <StatusBadge tone="delivered">Active</StatusBadge>;
}
