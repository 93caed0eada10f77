"use client";
import { useLive } from "@/components/live/use-live";
import { Callout } from "@/components/ui/callout";
import { Progress } from "@/components/ui/progress";
import { RelativeTime } from "@/components/ui/relative-time";
import type { EndpointScreen } from "@/lib/webhooks/read-screens";
import type { ShownReplay } from "@/lib/webhooks/show-webhooks";
import { EndpointBadge } from "./endpoint-badge";
import { LastWeek } from "./endpoint-table";

/** The endpoint's state and any trouble with it, refreshed as it changes. */
export function EndpointState({ slug, first }: { slug: string; first: EndpointScreen }) {
  const endpoint = useLive(`/api/dashboard/${slug}/webhooks/${first.id}`, first, { everyMs: 3000 });
  return (
    <div className="mb-6 grid gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <EndpointBadge endpoint={endpoint} />
        <LastWeek counts={endpoint.lastWeek} />
        <span className="text-ink-soft text-sm">in the last 7 days</span>
      </div>
      <Trouble endpoint={endpoint} />
      {endpoint.replay && <ReplayProgress replay={endpoint.replay} />}
    </div>
  );
}

function Trouble({ endpoint }: { endpoint: EndpointScreen }) {
  const { disabled, disabledReason, failingSince } = endpoint;
  if (disabled && disabledReason === "gone")
    return (
      <Callout look="warning" title="Paused because it returned 410 Gone">
        410 means nothing is listening at this URL any more. Resume the endpoint once it is; waiting
        deliveries are sent then.
      </Callout>
    );
  if (disabled && disabledReason === "failing")
    return (
      <Callout look="problem" title="Paused after five days of failures">
        Fix the receiver, send a test event, then resume. Waiting deliveries are sent then; send events from
        the pause with “Resend failed events”.
      </Callout>
    );
  if (disabled)
    return (
      <Callout look="info" title="Paused manually">
        Nothing is sent and nothing new is queued until you resume it.
      </Callout>
    );
  if (!failingSince) return null;
  return (
    <Callout
      look="warning"
      title={
        <>
          Failing since <RelativeTime at={failingSince} />:{" "}
          {endpoint.failures === 1
            ? "1 attempt has failed"
            : `all ${endpoint.failures.toLocaleString("en")} attempts have failed`}
        </>
      }
    >
      We keep retrying. After five days without a success (and at least 20 failures), we pause the endpoint
      and email the owners.
    </Callout>
  );
}

const shownForMs = 10 * 60_000;

function ReplayProgress({ replay }: { replay: ShownReplay }) {
  const { total, done, skipped, finishedAt } = replay;
  if (!finishedAt) return <Progress label="Queueing events to resend" done={done + skipped} total={total} />;
  if (Date.now() - new Date(finishedAt).getTime() > shownForMs) return null;
  return (
    <Callout look="success" live>
      {done.toLocaleString("en")} {done === 1 ? "event" : "events"} queued to resend
      {skipped > 0 && `, ${skipped.toLocaleString("en")} no longer needed`}.
    </Callout>
  );
}
