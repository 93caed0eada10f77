"use client";
import { CopyableId } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SettingsForm } from "./settings-form";

export function BusinessForm(props: {
  slug: string;
  id: string;
  name: string;
  supportEmail: string;
  language: string;
  /** By their own names. */
  languages: Record<string, string>;
  mayChange: boolean;
}) {
  return (
    <SettingsForm slug={props.slug} mayChange={props.mayChange}>
      <Field label="Name" hint="Customers see this in emails and on all their pages." name="name">
        {(control) => <Input {...control} defaultValue={props.name} maxLength={80} />}
      </Field>
      <Field
        label="Support address"
        optional
        hint="Where customers' replies to your emails go."
        name="supportEmail"
      >
        {(control) => <Input {...control} type="email" defaultValue={props.supportEmail} />}
      </Field>
      <Field
        label="Language"
        hint="Used when neither the customer's browser nor Discord names a language we have."
        name="language"
      >
        {(control) => (
          <Select
            {...control}
            defaultValue={props.language}
            options={Object.entries(props.languages).map(([value, label]) => ({ value, label }))}
          />
        )}
      </Field>
      <div className="grid gap-1">
        <p className="font-medium text-sm">Business ID</p>
        <CopyableId value={props.id} label="Copy business ID" />
      </div>
    </SettingsForm>
  );
}
