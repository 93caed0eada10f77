import { StatusBadge } from "@/components/ui/status";
import type { InboxEventView } from "@/lib/purchases/read-inbox";

const looks = {
  done: { tone: "delivered", words: "Applied" },
  gave_nothing: { tone: "failed", words: "Gave nothing" },
  waiting: { tone: "pending", words: "Waiting" },
  parked: { tone: "failed", words: "Set aside" },
} as const;

/** What was done with an event, and why. */
export function InboxState({ event }: { event: Pick<InboxEventView, "state" | "outcome"> }) {
  const { tone, words } = looks[event.state];
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <StatusBadge tone={tone}>{words}</StatusBadge>
      {event.outcome && (
        <span className="text-ink-soft text-sm [overflow-wrap:anywhere]">{event.outcome}</span>
      )}
    </span>
  );
}
