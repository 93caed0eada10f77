"use client";
import { MailCheck } from "lucide-react";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm } from "@/components/ui/use-action";
import { resendLink } from "./actions";
import { Lead } from "./customer-page";

/** Mails a new claim link to the address of the purchase, which this page neither shows nor takes. */
export function NewLinkForm({ token }: { token: string }) {
  const form = useActionForm(resendLink);
  if (form.done)
    return (
      <div role="status" className="grid justify-items-center gap-3">
        <MailCheck aria-hidden className="size-10 text-accent-ink" />
        <Lead>If there is something to claim, a new link is on its way to the address of the purchase.</Lead>
      </div>
    );
  return (
    <ActionForm form={form} className="grid gap-4">
      <Lead>Links live for 7 days. We mail a new one to the address of the purchase.</Lead>
      <input type="hidden" name="token" value={token} />
      <FormProblem />
      <SubmitButton size="lg">Mail me a new link</SubmitButton>
    </ActionForm>
  );
}
