"use client";
import { useState } from "react";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { Section } from "@/components/ui/card";
import { Confirm } from "@/components/ui/confirm";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm } from "@/components/ui/use-action";
import type { readPolicy } from "@/lib/purchases/connection-policy";
import { previewPolicy, savePolicy } from "./actions";

type Shown = Awaited<ReturnType<typeof readPolicy>>;
type Preview = Extract<Awaited<ReturnType<typeof previewPolicy>>, { ok: true }>["value"];

const ofPausedCollection = [
  { value: "end", label: "Ends at once" },
  { value: "end_of_period", label: "Ends with the paid period" },
  { value: "keep", label: "Goes on" },
];

/** What happens to access where the provider leaves it to the merchant; numbers come before a change. */
export function PolicyForm({
  slug,
  connectionId,
  shown: { policy, choices },
  mayChange,
}: {
  slug: string;
  connectionId: string;
  shown: Shown;
  mayChange: boolean;
}) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const [saved, setSaved] = useState(false);
  const form = useActionForm(previewPolicy.bind(null, slug, connectionId), setPreview);
  if (choices.length === 0) return null;
  return (
    <Section title="When a payment is late or paused">
      <ActionForm form={form} className="grid max-w-lg gap-5">
        <fieldset disabled={!mayChange} className="grid gap-5">
          {choices.includes("pausedCollection") && (
            <Field
              label="Access while the collection of payments is paused"
              name="pausedCollection"
              hint="You pause it for one subscription; its status stays active meanwhile."
            >
              {(control) => (
                <Select
                  {...control}
                  defaultValue={policy.pausedCollection}
                  options={ofPausedCollection}
                  disabled={!mayChange}
                />
              )}
            </Field>
          )}
          {choices.includes("pastDueDays") && (
            <Field
              label="Days of access while a payment is past due"
              name="pastDueDays"
              optional
              hint="Empty: as long as the provider itself says past due."
            >
              {(control) => (
                <Input {...control} type="number" min={0} max={365} defaultValue={policy.pastDueDays ?? ""} />
              )}
            </Field>
          )}
        </fieldset>
        <FormProblem />
        {mayChange ? (
          <div className="flex items-center gap-3">
            <SubmitButton>Save</SubmitButton>
            <p role="status" className="text-delivered-ink">
              {saved && "Saved"}
            </p>
          </div>
        ) : (
          <p className="text-ink-soft">Only admins and owners can change this.</p>
        )}
      </ActionForm>
      <Confirm
        open={preview !== null}
        onOpenChange={(open) => !open && setPreview(null)}
        title="Save this for all subscriptions of the connection?"
        confirmLabel="Save"
        danger={(preview?.ends ?? 0) > 0}
        onConfirm={() => savePolicy(slug, connectionId, preview?.change)}
        onDone={() => setSaved(true)}
      >
        {preview && <Effects {...preview} />}
      </Confirm>
    </Section>
  );
}

function Effects({ ends, restores }: Pick<Preview, "ends" | "restores">) {
  if (ends + restores === 0) return <p>Nobody's access changes now.</p>;
  return (
    <>
      {ends > 0 && <p>{people(ends, "loses", "lose")} access now.</p>}
      {restores > 0 && <p>{people(restores, "gets", "get")} access back now.</p>}
    </>
  );
}

function people(count: number, one: string, many: string): string {
  return count === 1 ? `1 person ${one}` : `${count.toLocaleString("en")} people ${many}`;
}
