"use client";
import { CopyableId } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SettingsForm } from "./settings-form";

export function BusinessForm(props: {
  slug: string;
  id: string;
  name: string;
  supportEmail: string;
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
      <div className="grid gap-1">
        <p className="font-medium text-sm">Business ID</p>
        <CopyableId value={props.id} label="Copy business ID" />
      </div>
    </SettingsForm>
  );
}
