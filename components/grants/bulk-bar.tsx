"use client";
import { useState, useTransition } from "react";
import { RunProgress } from "@/components/live/run-progress";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Confirm } from "@/components/ui/confirm";
import { type BulkDeed, startBulk } from "./actions";

const deeds = [
  { deed: "retry", label: "Retry", doing: "Retrying" },
  { deed: "resend", label: "Resend link", doing: "Sending links" },
  { deed: "revoke", label: "Revoke", doing: "Ending access" },
] as const;

/** Acts on the ticked grants, or on all that the filter shows; says how far it has come. */
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
  /** How many the filter matches on all pages; 0 when that cannot be acted on as a whole. */
  matching: number;
  ticked: ReadonlySet<string>;
  onDone: () => void;
}) {
  const [whole, setWhole] = useState(false);
  const [run, setRun] = useState<{ id: string; doing: string }>();
  const [problem, setProblem] = useState<string>();
  const [pending, startTransition] = useTransition();
  const count = whole ? matching : ticked.size;

  const start = async (deed: BulkDeed, doing: string): Promise<string | null> => {
    const choice = whole ? { entitlementId, ...(status && { status }) } : { ids: [...ticked] };
    const answer = await startBulk(slug, deed, choice);
    if (!answer.ok) return answer.message;
    setRun({ id: answer.value.runId, doing });
    setWhole(false);
    onDone();
    return null;
  };

  if (ticked.size === 0 && !run) return null;
  return (
    <div className="sticky top-14 z-20 grid gap-3 rounded-lg border border-line-strong bg-raised px-4 py-3 shadow-raised lg:top-2">
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
          {deeds.map(({ deed, label, doing }) =>
            deed === "revoke" ? (
              <Confirm
                key={deed}
                trigger={
                  <Button size="sm" className="text-failed-ink">
                    {label}
                  </Button>
                }
                title={`End access for ${count.toLocaleString("en")} ${count === 1 ? "grant" : "grants"}?`}
                confirmLabel={`Revoke ${count.toLocaleString("en")}`}
                onConfirm={() => start(deed, doing)}
              >
                <p>
                  Roles are taken away in Discord, unless something else gives them too. People are told by
                  mail. A renewal does not bring it back.
                </p>
              </Confirm>
            ) : (
              <Button
                key={deed}
                size="sm"
                pending={pending}
                onClick={() =>
                  startTransition(async () => setProblem((await start(deed, doing)) ?? undefined))
                }
              >
                {label}
              </Button>
            ),
          )}
          <Button size="sm" variant="ghost" onClick={onDone}>
            Clear
          </Button>
        </div>
      )}
      {problem && (
        <Callout look="problem" live>
          {problem}
        </Callout>
      )}
    </div>
  );
}
