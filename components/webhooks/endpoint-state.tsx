"use client";
import { useLive } from "@/components/live/use-live";
import { Callout } from "@/components/ui/callout";
import { Progress } from "@/components/ui/progress";
import { RelativeTime } from "@/components/ui/relative-time";
import type { EndpointScreen } from "@/lib/webhooks/read-screens";
import type { ShownReplay } from "@/lib/webhooks/show-webhooks";
import { EndpointBadge } from "./endpoint-badge";
import { LastWeek } from "./endpoint-table";

/** How the endpoint stands, in words; keeps itself fresh. */
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
      <Callout look="warning" title="Paused, because it answered 410 Gone">
        That answer says that nobody listens there any more. Resume it when somebody does; what was waiting is
        sent then.
      </Callout>
    );
  if (disabled && disabledReason === "failing")
    return (
      <Callout look="problem" title="Paused after five days of nothing but failures">
        Mend the receiver, send a test event, then resume. What was waiting is sent then; what happened
        meanwhile can be sent with “Send failed events again”.
      </Callout>
    );
  if (disabled)
    return (
      <Callout look="info" title="Paused by hand">
        Nothing is sent and nothing new is queued until you resume it.
      </Callout>
    );
  if (!failingSince) return null;
  return (
    <Callout
      look="warning"
      title={
        <>
          Failing: the first failure was <RelativeTime at={failingSince} />, and{" "}
          {endpoint.failures === 1
            ? "nothing succeeded since"
            : `none of ${endpoint.failures.toLocaleString("en")} attempts succeeded`}
        </>
      }
    >
      Attempts go on by themselves. After five days of nothing but failures (and at least 20) it is paused,
      and the owners get a mail.
    </Callout>
  );
}

const shownForMs = 10 * 60_000;

function ReplayProgress({ replay }: { replay: ShownReplay }) {
  const { total, done, skipped, finishedAt } = replay;
  if (!finishedAt)
    return <Progress label="Queueing events to send again" done={done + skipped} total={total} />;
  if (Date.now() - new Date(finishedAt).getTime() > shownForMs) return null;
  return (
    <Callout look="success" live>
      {done.toLocaleString("en")} {done === 1 ? "event is" : "events are"} queued to be sent again
      {skipped > 0 && `, ${skipped.toLocaleString("en")} were not needed any more`}.
    </Callout>
  );
}
