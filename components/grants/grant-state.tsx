import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import type { GrantView } from "@/lib/grants/grant-view";

const actors = {
  customer: "Customer must act",
  merchant: "You must act",
  operator: "Operator must act",
  nobody: "Automatic",
} as const;

type Why = Pick<GrantView, "reason" | "waiting">;

/** A grant's status in a list, with its reason. */
export function GrantState({ grant }: { grant: Why & Pick<GrantView, "tone" | "label"> }) {
  return (
    <span className="grid justify-items-start gap-0.5">
      <StatusBadge tone={grant.tone}>{grant.label}</StatusBadge>
      <GrantReason grant={grant} />
    </span>
  );
}

/** Why a grant is as it is, and while something is open, who must act and since when. */
export function GrantReason({ grant, about }: { grant: Why; about?: string }) {
  return (
    <>
      {grant.reason && (
        <span className="max-w-96 text-ink-soft text-sm">
          {about && `${about}: `}
          {grant.reason}
        </span>
      )}
      {grant.waiting && (
        <span className="text-sm">
          <span className="font-medium">{actors[grant.waiting.who]}</span>
          <span className="text-ink-soft">
            {" · since "}
            <RelativeTime at={grant.waiting.since} />
          </span>
        </span>
      )}
    </>
  );
}
