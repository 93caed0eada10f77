"use client";
import { useId, useState } from "react";
import { ActionForm, FormProblem, useFieldError } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { ActionFormState } from "@/components/ui/use-action";
import type { ShownEndpoint } from "@/lib/webhooks/show-webhooks";
import { eventWords, isOwnType } from "./event-words";

const statusCaseOptions = [
  { value: "own", label: "pending, delivered, failed, revoked" },
  { value: "sdk", label: "Pending, Delivered, Failed, Revoked (as in Dodo's SDKs)" },
];

/** The form for adding and editing an endpoint. `formId` lets its buttons live in the sheet's footer. */
export function EndpointForm({
  formId,
  form,
  endpoint,
}: {
  formId: string;
  form: ActionFormState;
  endpoint?: ShownEndpoint;
}) {
  const [url, setUrl] = useState(endpoint?.url ?? "");
  const leftBehind = endpoint && isElsewhere(endpoint.url, url) ? endpoint.sensitive : [];
  return (
    <ActionForm id={formId} form={form} className="grid gap-5">
      <FormProblem />
      {leftBehind.length > 0 && (
        <Callout look="warning" live title="Write-only headers stay behind">
          This is another server, so {leftBehind.join(", ")} will be removed when you save. Add what the new
          server needs under Headers afterwards.
        </Callout>
      )}
      <Field label="URL" hint="We post events here as signed JSON. Must start with https://" name="url">
        {(control) => (
          <Input
            {...control}
            type="url"
            inputMode="url"
            autoComplete="off"
            placeholder="https://api.example.com/webhooks/gatehouse"
            defaultValue={endpoint?.url}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label="Description" name="description" optional>
        {(control) => <Input {...control} maxLength={500} defaultValue={endpoint?.description} />}
      </Field>
      <EventChoice chosen={endpoint?.filterTypes ?? null} />
      <Field
        label="Rate limit"
        hint="Deliveries per second. Leave it empty for no limit."
        optional
        name="rateLimit"
      >
        {(control) => (
          <Input {...control} inputMode="numeric" className="w-32" defaultValue={endpoint?.rateLimit ?? ""} />
        )}
      </Field>
      <Field label="Status format" name="statusCase" hint="How data.status is spelled in the body.">
        {(control) => (
          <Select {...control} options={statusCaseOptions} defaultValue={endpoint?.statusCase ?? "own"} />
        )}
      </Field>
    </ActionForm>
  );
}

/** While the address is being typed, it may not be one yet. */
function isElsewhere(before: string, typed: string): boolean {
  return URL.canParse(typed.trim()) && new URL(typed).origin !== new URL(before).origin;
}

function EventChoice({ chosen }: { chosen: string[] | null }) {
  const error = useFieldError("filterTypes");
  const [some, setSome] = useState(chosen !== null);
  const name = useId();
  return (
    <fieldset className="grid gap-2" aria-describedby={error ? `${name}error` : undefined}>
      <legend className="mb-1.5 font-medium text-sm">Events</legend>
      {[
        { value: "all", label: "All events, including future ones", checked: !some },
        { value: "some", label: "Only these events", checked: some },
      ].map(({ value, label, checked }) => (
        <label key={value} className="touchable flex items-center gap-2.5">
          <input
            type="radio"
            name="events"
            value={value}
            checked={checked}
            onChange={() => setSome(value === "some")}
            className="size-4 accent-accent"
          />
          {label}
        </label>
      ))}
      {some && (
        <ul className="mt-1 grid gap-2.5 rounded-lg border p-3.5">
          {eventWords.map(({ type, says }) => (
            <EventLine key={type} type={type} says={says} checked={chosen?.includes(type) ?? false} />
          ))}
        </ul>
      )}
      {chosen
        ?.filter((type) => !isOwnType(type))
        .map((type) => some && <input key={type} type="hidden" name="types" value={type} />)}
      {error && (
        <p id={`${name}error`} role="alert" className="text-failed-ink text-sm">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function EventLine({ type, says, checked }: { type: string; says: string; checked: boolean }) {
  const id = useId();
  return (
    <li className="flex gap-2.5">
      <Checkbox id={id} name="types" value={type} defaultChecked={checked} className="mt-0.5" />
      <label htmlFor={id} className="grid min-w-0">
        <span className="break-all font-mono text-sm">{type}</span>
        <span className="text-ink-soft text-sm">{says}</span>
      </label>
    </li>
  );
}

/** The sheet's footer: Cancel and the submit button. */
export function FormButtons({
  formId,
  label,
  pending,
  onCancel,
}: {
  formId: string;
  label: string;
  pending: boolean;
  onCancel: () => void;
}) {
  return (
    <div className="flex justify-end gap-2">
      <Button onClick={onCancel}>Cancel</Button>
      <Button type="submit" form={formId} variant="primary" pending={pending}>
        {label}
      </Button>
    </div>
  );
}
