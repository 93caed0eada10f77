"use client";
import { MailCheck } from "lucide-react";
import { useActionState } from "react";
import { SubmitButton } from "@/components/ui/submit-button";
import { Lead } from "./connect-page";

type Said = { done: boolean };

/** Mails a new claim link to the address of the purchase, which this page neither shows nor takes. */
export function NewLinkForm(props: { token: string; ask: (before: Said, form: FormData) => Promise<Said> }) {
  const [said, ask] = useActionState(props.ask, { done: false });
  if (said.done)
    return (
      <div role="status" className="grid justify-items-center gap-3">
        <MailCheck aria-hidden className="size-10 text-accent-ink" />
        <Lead>If there is something to claim, a new link is on its way to the address of the purchase.</Lead>
      </div>
    );
  return (
    <form action={ask} className="grid gap-4">
      <Lead>Links live for 7 days. We mail a new one to the address of the purchase.</Lead>
      <input type="hidden" name="token" value={props.token} />
      <SubmitButton size="lg">Mail me a new link</SubmitButton>
    </form>
  );
}
