"use client";
import { MailCheck } from "lucide-react";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm } from "@/components/ui/use-action";
import { resendLink } from "./actions";
import { Lead } from "./customer-page";

/** Emails a new claim link to the purchase's address, which this page neither shows nor asks for. */
export function NewLinkForm({ token }: { token: string }) {
  const form = useActionForm(resendLink);
  if (form.done)
    return (
      <div role="status" className="grid justify-items-center gap-3">
        <MailCheck aria-hidden className="size-10 text-accent-ink" />
        <Lead>
          If there's something to claim, we've emailed a new link to the address used for the purchase.
        </Lead>
      </div>
    );
  return (
    <ActionForm form={form} className="grid gap-4">
      <Lead>Links expire after 7 days. We'll email a new one to the address used for the purchase.</Lead>
      <input type="hidden" name="token" value={token} />
      <FormProblem />
      <SubmitButton size="lg">Email me a new link</SubmitButton>
    </ActionForm>
  );
}
