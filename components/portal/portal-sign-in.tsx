"use client";
import { MailCheck } from "lucide-react";
import { useActionState } from "react";
import { ClaimPage, Lead } from "@/components/connect/connect-page";
import { Callout } from "@/components/ui/callout";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";

type Said = { done: boolean; problem: string | null };

export function PortalSignIn(props: {
  ask: (before: Said, form: FormData) => Promise<Said>;
  deadLink: boolean;
}) {
  const [said, ask] = useActionState(props.ask, { done: false, problem: null });
  if (said.done) return <LinkSent />;
  return (
    <ClaimPage
      merchant={null}
      title="See your Discord access"
      footer={<p>No password: the link is enough.</p>}
    >
      {props.deadLink && (
        <Callout look="warning" title="That link does not work any more">
          Each link works once, for 15 minutes. Ask for a new one.
        </Callout>
      )}
      <Lead>Enter the address that you paid with. We mail you a link to sign in.</Lead>
      <form action={ask} className="grid gap-4">
        <Field label="Email address" error={said.problem ?? undefined}>
          {(control) => (
            <Input {...control} name="email" type="email" autoComplete="email" required className="h-11" />
          )}
        </Field>
        <SubmitButton size="lg">Mail me a link</SubmitButton>
      </form>
    </ClaimPage>
  );
}

function LinkSent() {
  return (
    <ClaimPage merchant={null} title="Look in your mail">
      <MailCheck aria-hidden className="size-10 justify-self-center text-accent-ink" />
      <Lead>If you bought something with this address, a link is on its way. It works for 15 minutes.</Lead>
      <p role="status" className="text-center text-ink-soft">
        Nothing there? Look in the spam folder, or try the address on your receipt.
      </p>
    </ClaimPage>
  );
}
