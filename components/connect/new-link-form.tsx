import { MailCheck } from "lucide-react";
import type { Texts } from "@/lib/languages/texts";
import { resendLink } from "./actions";
import { CustomerForm } from "./customer-form";
import { Lead } from "./customer-page";
import { SendButton } from "./send-button";

/** Emails a new claim link to the purchase's address, which this page neither shows nor asks for. */
export function NewLinkForm({ texts, token }: { texts: Texts; token: string }) {
  const { t } = texts;
  return (
    <CustomerForm action={resendLink} className="grid gap-4" done={<LinkSent texts={texts} />}>
      <Lead>{t("claim.expired.words")}</Lead>
      <input type="hidden" name="token" value={token} />
      <SendButton>{t("claim.expired.button")}</SendButton>
    </CustomerForm>
  );
}

function LinkSent({ texts }: { texts: Texts }) {
  return (
    <div role="status" className="grid justify-items-center gap-3">
      <MailCheck aria-hidden className="size-10 text-accent-ink" />
      <Lead>{texts.t("claim.expired.sent")}</Lead>
    </div>
  );
}
