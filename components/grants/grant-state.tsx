import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import type { GrantView } from "@/lib/grants/grant-view";

const actors = {
  customer: "Customer must act",
  merchant: "You must act",
  operator: "Operator must act",
  nobody: "Automatic",
} as const;

/** A grant's status in a list: why, and while something is open, who must act and since when. */
export function GrantState({ grant }: { grant: Pick<GrantView, "tone" | "label" | "reason" | "waiting"> }) {
  return (
    <span className="grid justify-items-start gap-0.5">
      <StatusBadge tone={grant.tone}>{grant.label}</StatusBadge>
      {grant.reason && <span className="max-w-96 text-ink-soft text-sm">{grant.reason}</span>}
      {grant.waiting && (
        <span className="text-sm">
          <span className="font-medium">{actors[grant.waiting.who]}</span>
          <span className="text-ink-soft">
            {" · since "}
            <RelativeTime at={grant.waiting.since} />
          </span>
        </span>
      )}
    </span>
  );
}
