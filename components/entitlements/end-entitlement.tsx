"use client";
import { useRouter } from "next/navigation";
import { RunProgress } from "@/components/live/run-progress";
import { Problem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useAction } from "@/components/ui/use-action";
import { deleteEntitlement, endEntitlement } from "./actions";

type Preview = {
  people: number;
  losesRole: number;
  kicked: number;
  keepsThroughOther: number;
  unclaimed: number;
};
/** Delete, end access for everyone, or both: shows the numbers, then the choice, then the progress. */
export function EndEntitlement({
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
  const toList = () => router.push(`/${slug}/entitlements`);
  const end = useAction(endEntitlement, ({ runId }) => runId === null && toList());
  const remove = useAction(deleteEntitlement, toList);
  const endAndRemove = useAction(deleteEntitlement, toList);
  const people = preview.people.toLocaleString("en");
  return (
    <Dialog
      trigger={<Button className="text-failed-ink">End or delete</Button>}
      title={`End or delete “${name}”`}
      description={preview.people === 0 ? "No one has access through it." : undefined}
    >
      {end.value?.runId ? (
        <RunProgress slug={slug} runId={end.value.runId} label="Ending access" />
      ) : (
        <>
          {preview.people > 0 && <PreviewList preview={preview} />}
          <div className="grid gap-2">
            <Button
              pending={remove.pending}
              onClick={() => remove.run(slug, id, false)}
              className="h-auto min-h-11 whitespace-normal py-2"
            >
              {preview.people === 0 ? "Delete" : `Delete; ${people} keep access until their purchase ends`}
            </Button>
            {preview.people > 0 && (
              <>
                <Button variant="danger" pending={end.pending} onClick={() => end.run(slug, id)}>
                  End access for {people}, keep the entitlement
                </Button>
                <Button
                  variant="danger"
                  pending={endAndRemove.pending}
                  onClick={() => endAndRemove.run(slug, id, true)}
                >
                  End access for {people} and delete
                </Button>
              </>
            )}
          </div>
        </>
      )}
      <Problem>{(end.refusal ?? remove.refusal ?? endAndRemove.refusal)?.message}</Problem>
    </Dialog>
  );
}

function PreviewList({ preview }: { preview: Preview }) {
  const lines = [
    { n: preview.losesRole, words: "lose the role" },
    { n: preview.kicked, words: "are removed from the server" },
    { n: preview.keepsThroughOther, words: "keep it through another purchase" },
    { n: preview.unclaimed, words: "haven't connected Discord; their link stops working" },
  ].filter(({ n }) => n > 0);
  return (
    <div>
      <p className="text-ink-soft">If you end access for everyone:</p>
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
