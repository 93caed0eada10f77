"use client";
import { useActionState } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Callout } from "@/components/ui/callout";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { invite } from "./actions";
import { roleOptions } from "./team-roles";

export function InviteForm({ slug, mayMakeOwners }: { slug: string; mayMakeOwners: boolean }) {
  const [result, act] = useActionState(invite.bind(null, slug), null);
  return (
    <ActionForm action={act} className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-[1fr_14rem_auto] sm:items-start">
        <Field label="Email" error={result && !result.ok ? result.message : undefined}>
          {(control) => <Input {...control} name="email" type="email" autoComplete="off" required />}
        </Field>
        <Field label="Role">
          {(control) => (
            <Select {...control} name="role" defaultValue="admin" options={roleOptions(mayMakeOwners)} />
          )}
        </Field>
        <SubmitButton className="sm:mt-6.5">Invite</SubmitButton>
      </div>
      {result?.ok && (
        <Callout
          look="success"
          live
          title={`${result.value.email} is invited`}
          action={
            <CopyButton value={result.value.url} label="Copy the link">
              Copy the link
            </CopyButton>
          }
        >
          The mail is on its way.
        </Callout>
      )}
    </ActionForm>
  );
}
