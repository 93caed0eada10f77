"use client";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Confirm } from "@/components/ui/confirm";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm } from "@/components/ui/use-action";
import type { ShownEndpoint } from "@/lib/webhooks/show-webhooks";
import { deleteHeader, updateHeader } from "./actions";

export function HeadersPanel({
  slug,
  endpoint,
  mayChange,
}: {
  slug: string;
  endpoint: ShownEndpoint;
  mayChange: boolean;
}) {
  const [adding, setAdding] = useState(false);
  const lines = [
    ...Object.entries(endpoint.headers).map(([name, value]) => ({ name, value })),
    ...endpoint.sensitive.map((name) => ({ name, value: null })),
  ].sort((one, other) => one.name.localeCompare(other.name));
  return (
    <div className="grid grid-cols-1 gap-3">
      {lines.length > 0 && (
        <ul className="divide-y rounded-lg border">
          {lines.map(({ name, value }) => (
            <li key={name} className="flex items-center gap-2 py-1.5 pr-1.5 pl-3">
              <span className="grid min-w-0 flex-1">
                <code className="truncate font-mono text-sm">{name}</code>
                <code className="truncate font-mono text-ink-soft text-xs">
                  {value ?? "•••••• (write-only)"}
                </code>
              </span>
              {mayChange && <RemoveHeader slug={slug} endpointId={endpoint.id} name={name} />}
            </li>
          ))}
        </ul>
      )}
      {lines.length === 0 && <p className="text-ink-soft text-sm">None.</p>}
      {mayChange && (
        <>
          <Button size="sm" className="justify-self-start" onClick={() => setAdding(true)}>
            <Plus aria-hidden /> Add header
          </Button>
          <Dialog
            open={adding}
            onOpenChange={setAdding}
            title="Add a header"
            description="Sent with every request. Replaces any header with the same name."
          >
            <HeaderForm slug={slug} endpointId={endpoint.id} onSaved={() => setAdding(false)} />
          </Dialog>
        </>
      )}
    </div>
  );
}

function RemoveHeader({ slug, endpointId, name }: { slug: string; endpointId: string; name: string }) {
  return (
    <Confirm
      title={`Remove the header ${name}?`}
      confirmLabel="Remove header"
      onConfirm={() => deleteHeader(slug, endpointId, name)}
      trigger={
        <Button variant="ghost" size="icon" aria-label={`Remove ${name}`}>
          <Trash2 aria-hidden />
        </Button>
      }
    >
      <p>Future requests are sent without it.</p>
    </Confirm>
  );
}

function HeaderForm({
  slug,
  endpointId,
  onSaved,
}: {
  slug: string;
  endpointId: string;
  onSaved: () => void;
}) {
  const form = useActionForm(updateHeader.bind(null, slug, endpointId), onSaved);
  return (
    <ActionForm form={form} className="grid gap-4">
      <Field label="Name" name="name" error={form.refusal?.fields.headers}>
        {(control) => <Input {...control} autoComplete="off" placeholder="x-api-key" />}
      </Field>
      <Field label="Value" name="value">
        {(control) => <Input {...control} autoComplete="off" />}
      </Field>
      <div className="flex gap-2.5">
        <Checkbox id="sensitive" name="sensitive" defaultChecked className="mt-0.5" />
        <label htmlFor="sensitive">
          Write-only
          <span className="block text-ink-soft text-sm">
            No one can see the value again, not even in the log.
          </span>
        </label>
      </div>
      <FormProblem />
      <SubmitButton className="justify-self-end">Add header</SubmitButton>
    </ActionForm>
  );
}
