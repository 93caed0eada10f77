"use client";
import { type ReactNode, useState } from "react";
import { FloatingBar } from "@/components/lists/floating-bar";
import { RunProgress } from "@/components/live/run-progress";
import { Problem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { useAction } from "@/components/ui/use-action";
import type { BulkChoice } from "@/lib/grants/bulk-grants";
import { type BulkGrantAction, startGrantRun } from "./actions";

type Selected = { count: number; choice: BulkChoice };

const bulkActions = [
  { action: "retry", label: "Retry" },
  { action: "resend", label: "Resend link" },
  { action: "revoke", label: "Revoke" },
] as const;
const doing = { retry: "Retrying", resend: "Sending links", revoke: "Ending access" };

/** Acts on what is selected, or on all that match the filter, and shows the progress. */
export function BulkBar({
  slug,
  noun,
  selected,
  whole,
  onDone,
  children,
}: {
  slug: string;
  noun: "grant" | "customer";
  selected: Selected;
  /** All that match the filter across all pages, where they can be selected as a whole. */
  whole?: Selected | undefined;
  onDone: () => void;
  /** More that can be done with what is selected. */
  children?: ReactNode;
}) {
  const [isWhole, setIsWhole] = useState(false);
  const [run, setRun] = useState<{ id: string; doing: string }>();
  const { count, choice } = (isWhole && whole) || selected;
  const start = useAction(
    (action: BulkGrantAction) => startGrantRun(slug, action, choice),
    ({ runId, action }) => {
      setRun({ id: runId, doing: doing[action] });
      setIsWhole(false);
      onDone();
    },
  );

  if (selected.count === 0 && !run) return null;
  return (
    <FloatingBar label={`Selected ${noun}s`}>
      {run && <RunProgress slug={slug} runId={run.id} label={run.doing} onClose={() => setRun(undefined)} />}
      {selected.count > 0 && (
        <div className="flex flex-wrap items-center gap-2">
          <p role="status" className="tabular mr-auto font-medium">
            {count.toLocaleString("en")} selected
            {!isWhole && whole && whole.count > selected.count && (
              <Button variant="ghost" size="sm" onClick={() => setIsWhole(true)} className="ml-2">
                Select all {whole.count.toLocaleString("en")}
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
                title={`End access for ${count.toLocaleString("en")} ${count === 1 ? noun : `${noun}s`}?`}
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
          {children}
          <Button size="sm" variant="ghost" onClick={onDone}>
            Clear
          </Button>
        </div>
      )}
      <Problem>{start.refusal?.message}</Problem>
    </FloatingBar>
  );
}
