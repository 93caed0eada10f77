"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { RunProgress } from "@/components/live/run-progress";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { finishEntitlement } from "./actions";

type Preview = {
  people: number;
  losesRole: number;
  kicked: number;
  keepsThroughOther: number;
  unclaimed: number;
};
type How = "delete" | "delete_and_end" | "end";

/** Delete, end for everybody, or both: the numbers first, then the choice, then how far it has come. */
export function FinishEntitlement({
  slug,
  id,
  name,
  preview,
}: {
  slug: string;
  id: string;
  name: string;
  preview: Preview;
}) {
  const router = useRouter();
  const [busy, setBusy] = useState<How>();
  const [runId, setRunId] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const finish = async (how: How) => {
    setBusy(how);
    const answer = await finishEntitlement(slug, id, how);
    setBusy(undefined);
    if (!answer.ok) return setProblem(answer.message);
    if (answer.value.runId && how === "end") setRunId(answer.value.runId);
    else router.push(`/${slug}/entitlements`);
  };
  const people = preview.people.toLocaleString("en");
  return (
    <Dialog
      trigger={<Button className="text-failed-ink">End or delete</Button>}
      title={`End or delete “${name}”`}
      description={preview.people === 0 ? "Nobody has it." : undefined}
    >
      {runId ? (
        <RunProgress slug={slug} runId={runId} label="Ending access" />
      ) : (
        <>
          {preview.people > 0 && <PreviewList preview={preview} />}
          <div className="grid gap-2">
            <Button
              pending={busy === "delete"}
              onClick={() => finish("delete")}
              className="h-auto min-h-11 whitespace-normal py-2"
            >
              {preview.people === 0
                ? "Delete"
                : `Delete, ${people} keep what they have until their purchase ends`}
            </Button>
            {preview.people > 0 && (
              <>
                <Button variant="danger" pending={busy === "end"} onClick={() => finish("end")}>
                  End access for {people}, keep the entitlement
                </Button>
                <Button
                  variant="danger"
                  pending={busy === "delete_and_end"}
                  onClick={() => finish("delete_and_end")}
                >
                  End access for {people} and delete
                </Button>
              </>
            )}
          </div>
        </>
      )}
      {problem && (
        <Callout look="problem" live>
          {problem}
        </Callout>
      )}
    </Dialog>
  );
}

function PreviewList({ preview }: { preview: Preview }) {
  const lines = [
    { n: preview.losesRole, words: "lose the role" },
    { n: preview.kicked, words: "are removed from the server" },
    { n: preview.keepsThroughOther, words: "keep it through another purchase" },
    { n: preview.unclaimed, words: "have not connected Discord: their link ends" },
  ].filter(({ n }) => n > 0);
  return (
    <div>
      <p className="text-ink-soft">Ending access for everybody means:</p>
      <ul className="mt-1 grid gap-0.5">
        {lines.map(({ n, words }) => (
          <li key={words}>
            <b className="tabular font-semibold">{n.toLocaleString("en")}</b> {words}
          </li>
        ))}
      </ul>
    </div>
  );
}
