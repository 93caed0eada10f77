"use client";
import { MailCheck } from "lucide-react";
import { CustomerPage, Lead } from "@/components/connect/customer-page";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm } from "@/components/ui/use-action";
import { requestLink } from "./actions";

export function PortalSignIn({ deadLink }: { deadLink: boolean }) {
  const form = useActionForm(requestLink);
  if (form.done) return <LinkSent />;
  return (
    <CustomerPage
      merchant={null}
      title="See your Discord access"
      footer={<p>No password: the link is enough.</p>}
    >
      {deadLink && (
        <Callout look="warning" title="That link does not work any more">
          Each link works once, for 15 minutes. Ask for a new one.
        </Callout>
      )}
      <Lead>Enter the address that you paid with. We mail you a link to sign in.</Lead>
      <ActionForm form={form} className="grid gap-4">
        <Field label="Email address" name="email">
          {(control) => <Input {...control} type="email" autoComplete="email" required className="h-11" />}
        </Field>
        <FormProblem />
        <SubmitButton size="lg">Mail me a link</SubmitButton>
      </ActionForm>
    </CustomerPage>
  );
}

function LinkSent() {
  return (
    <CustomerPage merchant={null} title="Look in your mail">
      <MailCheck aria-hidden className="size-10 justify-self-center text-accent-ink" />
      <Lead>If you bought something with this address, a link is on its way. It works for 15 minutes.</Lead>
      <p role="status" className="text-center text-ink-soft">
        Nothing there? Look in the spam folder, or try the address on your receipt.
      </p>
    </CustomerPage>
  );
}
