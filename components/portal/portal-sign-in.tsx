import { MailCheck } from "lucide-react";
import { CustomerForm } from "@/components/connect/customer-form";
import { CustomerPage, Lead } from "@/components/connect/customer-page";
import { SendButton } from "@/components/connect/send-button";
import { Callout } from "@/components/ui/callout";
import { Input } from "@/components/ui/input";
import { requestLink } from "./actions";

export function PortalSignIn({ deadLink }: { deadLink: boolean }) {
  return (
    <CustomerPage merchant={null} title="See your Discord access" footer={<p>No password needed.</p>}>
      <CustomerForm action={requestLink} className="grid gap-4" done={<LinkSent />}>
        {deadLink && (
          <Callout look="warning" title="That link no longer works">
            Links work once and expire after 15 minutes. Request a new one.
          </Callout>
        )}
        <Lead>Enter the email address you paid with and we'll send you a link to sign in.</Lead>
        <div className="grid gap-1.5">
          <label htmlFor="email" className="font-medium text-sm">
            Email address
          </label>
          <Input id="email" name="email" type="email" autoComplete="email" required className="h-11" />
        </div>
        <SendButton>Email me a link</SendButton>
      </CustomerForm>
    </CustomerPage>
  );
}

function LinkSent() {
  return (
    <div role="status" className="grid justify-items-center gap-4 text-center">
      <MailCheck aria-hidden className="size-10 text-accent-ink" />
      <h2 className="font-medium text-lg">Check your email</h2>
      <Lead>
        If you bought something with this address, a sign-in link is on its way. It expires in 15 minutes.
      </Lead>
      <p className="text-ink-soft">
        Nothing yet? Check your spam folder, or try the address on your receipt.
      </p>
    </div>
  );
}
