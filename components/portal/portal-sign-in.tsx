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
    <CustomerPage merchant={null} title="See your Discord access" footer={<p>No password needed.</p>}>
      {deadLink && (
        <Callout look="warning" title="That link no longer works">
          Links work once and expire after 15 minutes. Request a new one.
        </Callout>
      )}
      <Lead>Enter the email address you paid with and we'll send you a link to sign in.</Lead>
      <ActionForm form={form} className="grid gap-4">
        <Field label="Email address" name="email">
          {(control) => <Input {...control} type="email" autoComplete="email" required className="h-11" />}
        </Field>
        <FormProblem />
        <SubmitButton size="lg">Email me a link</SubmitButton>
      </ActionForm>
    </CustomerPage>
  );
}

function LinkSent() {
  return (
    <CustomerPage merchant={null} title="Check your email">
      <MailCheck aria-hidden className="size-10 justify-self-center text-accent-ink" />
      <Lead>
        If you bought something with this address, a sign-in link is on its way. It expires in 15 minutes.
      </Lead>
      <p role="status" className="text-center text-ink-soft">
        Nothing yet? Check your spam folder, or try the address on your receipt.
      </p>
    </CustomerPage>
  );
}
