"use client";
import { useState } from "react";
import { FloatingBar } from "@/components/lists/floating-bar";
import { RunProgress } from "@/components/live/run-progress";
import { Problem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { useAction } from "@/components/ui/use-action";
import { type BulkGrantAction, startGrantRun } from "./actions";

const bulkActions = [
  { action: "retry", label: "Retry" },
  { action: "resend", label: "Resend link" },
  { action: "revoke", label: "Revoke" },
] as const;
const doing = { retry: "Retrying", resend: "Sending links", revoke: "Ending access" };

/** Acts on the selected grants, or on all that match the filter, and shows the progress. */
export function BulkBar({
  slug,
  entitlementId,
  status,
  matching,
  ticked,
  onDone,
}: {
  slug: string;
  entitlementId: string;
  status: string | undefined;
  /** How many grants match the filter across all pages; 0 when they can't be selected as a whole. */
  matching: number;
  ticked: ReadonlySet<string>;
  onDone: () => void;
}) {
  const [whole, setWhole] = useState(false);
  const [run, setRun] = useState<{ id: string; doing: string }>();
  const count = whole ? matching : ticked.size;
  const start = useAction(
    async (action: BulkGrantAction) => {
      const choice = whole ? { entitlementId, ...(status && { status }) } : { ids: [...ticked] };
      return startGrantRun(slug, action, choice);
    },
    ({ runId, action }) => {
      setRun({ id: runId, doing: doing[action] });
      setWhole(false);
      onDone();
    },
  );

  if (ticked.size === 0 && !run) return null;
  return (
    <FloatingBar label="Selected grants">
      {run && <RunProgress slug={slug} runId={run.id} label={run.doing} onClose={() => setRun(undefined)} />}
      {ticked.size > 0 && (
        <div className="flex flex-wrap items-center gap-2">
          <p role="status" className="tabular mr-auto font-medium">
            {count.toLocaleString("en")} selected
            {!whole && matching > ticked.size && (
              <Button variant="ghost" size="sm" onClick={() => setWhole(true)} className="ml-2">
                Select all {matching.toLocaleString("en")}
              </Button>
            )}
          </p>
          {bulkActions.map(({ action, label }) =>
            action === "revoke" ? (
              <Confirm
                key={action}
                trigger={
                  <Button size="sm" className="text-failed-ink">
                    {label}
                  </Button>
                }
                title={`End access for ${count.toLocaleString("en")} ${count === 1 ? "grant" : "grants"}?`}
                confirmLabel={`Revoke ${count.toLocaleString("en")}`}
                onConfirm={() => start.run(action)}
              >
                <p>
                  Their roles are removed in Discord unless another purchase gives them too, and each person
                  gets an email. Renewals won't restore access.
                </p>
              </Confirm>
            ) : (
              <Button key={action} size="sm" pending={start.pending} onClick={() => start.run(action)}>
                {label}
              </Button>
            ),
          )}
          <Button size="sm" variant="ghost" onClick={onDone}>
            Clear
          </Button>
        </div>
      )}
      <Problem>{start.refusal?.message}</Problem>
    </FloatingBar>
  );
}
