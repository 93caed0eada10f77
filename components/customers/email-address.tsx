"use client";
import { useState } from "react";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorLine } from "@/components/ui/error-line";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { useAction, useActionForm } from "@/components/ui/use-action";
import { correctAddress, releaseAddress } from "./actions";

type Props = {
  slug: string;
  id: string;
  email: string;
  /** The payment provider's address, if the merchant has corrected it. */
  providerEmail: string | null;
  mayChange: boolean;
};

/** Where the customer's emails go, and a form for the merchant to correct it. */
export function EmailAddress({ slug, id, email, providerEmail, mayChange }: Props) {
  const release = useAction(releaseAddress);
  return (
    <div className="grid gap-3">
      <p className="wrap-anywhere">{email}</p>
      {providerEmail && (
        <p className="wrap-anywhere text-ink-soft text-sm">
          You corrected this address. The payment provider has {providerEmail}. Your correction stays until
          the provider sends a different one.
        </p>
      )}
      {mayChange && (
        <div className="flex flex-wrap gap-2">
          <CorrectAddress slug={slug} id={id} email={email} />
          {providerEmail && (
            <Button onClick={() => release.run(slug, id)} pending={release.pending}>
              Use the provider's address
            </Button>
          )}
        </div>
      )}
      <ErrorLine>{release.refusal?.message}</ErrorLine>
    </div>
  );
}

function CorrectAddress({ slug, id, email }: Pick<Props, "slug" | "id" | "email">) {
  const [open, setOpen] = useState(false);
  const form = useActionForm(correctAddress.bind(null, slug, id), () => setOpen(false));
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button>Correct address</Button>}
      title="Correct address"
      description="Open claim links stop working, and we email new ones to the new address."
    >
      <ActionForm form={form} className="grid gap-4">
        <Field label="Email" name="email">
          {(control) => <Input {...control} type="email" defaultValue={email} autoComplete="off" />}
        </Field>
        <FormProblem />
        <SubmitButton>Save address</SubmitButton>
      </ActionForm>
    </Dialog>
  );
}
