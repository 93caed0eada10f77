import { MailCheck } from "lucide-react";
import { resendLink } from "./actions";
import { CustomerForm } from "./customer-form";
import { Lead } from "./customer-page";
import { SendButton } from "./send-button";

/** Emails a new claim link to the purchase's address, which this page neither shows nor asks for. */
export function NewLinkForm({ token }: { token: string }) {
  return (
    <CustomerForm action={resendLink} className="grid gap-4" done={<LinkSent />}>
      <Lead>Links expire after 7 days. We'll email a new one to the address used for the purchase.</Lead>
      <input type="hidden" name="token" value={token} />
      <SendButton>Email me a new link</SendButton>
    </CustomerForm>
  );
}

function LinkSent() {
  return (
    <div role="status" className="grid justify-items-center gap-3">
      <MailCheck aria-hidden className="size-10 text-accent-ink" />
      <Lead>
        If there's something to claim, we've emailed a new link to the address used for the purchase.
      </Lead>
    </div>
  );
}
