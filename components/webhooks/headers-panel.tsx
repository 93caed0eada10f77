"use client";
import { Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Confirm } from "@/components/ui/confirm";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ShownEndpoint } from "@/lib/webhooks/show-webhooks";
import { removeHeader, setHeader } from "./actions";

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
            <Plus aria-hidden /> Set header
          </Button>
          <Dialog
            open={adding}
            onOpenChange={setAdding}
            title="Set a header"
            description="Goes along with each request. A header of the same name is replaced."
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
      onConfirm={async () => {
        const result = await removeHeader(slug, endpointId, name);
        return result.ok ? null : result.message;
      }}
      trigger={
        <Button variant="ghost" size="icon" aria-label={`Remove ${name}`}>
          <Trash2 aria-hidden />
        </Button>
      }
    >
      <p>Requests go out without it from now on.</p>
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
  const [sensitive, setSensitive] = useState(true);
  const [problem, setProblem] = useState<string>();
  const [pending, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startTransition(async () => {
      const header = { name: String(form.get("name")), value: String(form.get("value")), sensitive };
      const result = await setHeader(slug, endpointId, header);
      setProblem(result.ok ? undefined : (result.fields.headers ?? result.message));
      if (result.ok) onSaved();
    });
  };
  return (
    <form onSubmit={submit} className="grid gap-4" noValidate>
      <Field label="Name" error={problem}>
        {(control) => <Input {...control} name="name" autoComplete="off" placeholder="x-api-key" />}
      </Field>
      <Field label="Value">{(control) => <Input {...control} name="value" autoComplete="off" />}</Field>
      <div className="flex gap-2.5">
        <Checkbox
          id="sensitive"
          checked={sensitive}
          onCheckedChange={(next) => setSensitive(next === true)}
          className="mt-0.5"
        />
        <label htmlFor="sensitive">
          Write-only
          <span className="block text-ink-soft text-sm">
            Nobody sees the value again, not even in the log.
          </span>
        </label>
      </div>
      <Button type="submit" variant="primary" pending={pending} className="justify-self-end">
        Set header
      </Button>
    </form>
  );
}
