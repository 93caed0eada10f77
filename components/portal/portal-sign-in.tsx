import { MailCheck } from "lucide-react";
import { CustomerForm } from "@/components/connect/customer-form";
import { CustomerPage, Lead } from "@/components/connect/customer-page";
import { SendButton } from "@/components/connect/send-button";
import { Callout } from "@/components/ui/callout";
import { Input } from "@/components/ui/input";
import type { Texts } from "@/lib/languages/texts";
import { requestLink } from "./actions";

export function PortalSignIn({ texts, deadLink }: { texts: Texts; deadLink: boolean }) {
  const { t } = texts;
  return (
    <CustomerPage
      texts={texts}
      merchant={null}
      title={t("signIn.title")}
      footer={<p>{t("signIn.noPassword")}</p>}
    >
      <CustomerForm action={requestLink} className="grid gap-4" done={<LinkSent texts={texts} />}>
        {deadLink && (
          <Callout look="warning" title={t("signIn.deadTitle")}>
            {t("signIn.deadWords")}
          </Callout>
        )}
        <Lead>{t("signIn.words")}</Lead>
        <div className="grid gap-1.5">
          <label htmlFor="email" className="font-medium text-sm">
            {t("signIn.email")}
          </label>
          <Input id="email" name="email" type="email" autoComplete="email" required className="h-11" />
        </div>
        <SendButton>{t("signIn.button")}</SendButton>
      </CustomerForm>
    </CustomerPage>
  );
}

function LinkSent({ texts: { t } }: { texts: Texts }) {
  return (
    <div role="status" className="grid justify-items-center gap-4 text-center">
      <MailCheck aria-hidden className="size-10 text-accent-ink" />
      <h2 className="font-medium text-lg">{t("signIn.sentTitle")}</h2>
      <Lead>{t("signIn.sent")}</Lead>
      <p className="text-ink-soft">{t("signIn.nothingYet")}</p>
    </div>
  );
}
