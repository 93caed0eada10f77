"use client";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { Callout } from "@/components/ui/callout";
import { CopyButton } from "@/components/ui/copy-button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm, withProof } from "@/components/ui/use-action";
import { invitePerson } from "./actions";
import { roleOptions } from "./team-roles";

export function InviteForm({ slug, mayMakeOwners }: { slug: string; mayMakeOwners: boolean }) {
  const form = useActionForm(withProof(invitePerson.bind(null, slug)));
  return (
    <ActionForm form={form} className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-[1fr_14rem_auto] sm:items-start">
        <Field label="Email" name="email">
          {(control) => <Input {...control} type="email" autoComplete="off" required />}
        </Field>
        <Field label="Role" name="role">
          {(control) => <Select {...control} defaultValue="admin" options={roleOptions(mayMakeOwners)} />}
        </Field>
        <SubmitButton className="sm:mt-6.5">Invite</SubmitButton>
      </div>
      <FormProblem />
      {form.value && (
        <Callout
          look="success"
          live
          title={`${form.value.email} has been invited`}
          action={
            <CopyButton value={form.value.url} label="Copy link">
              {" "}
              Copy link
            </CopyButton>
          }
        >
          The invitation email is on its way.
        </Callout>
      )}
    </ActionForm>
  );
}
