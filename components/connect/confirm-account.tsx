import type { Doubt } from "@/lib/connect/find-doubt";
import type { Confirmation } from "@/lib/portal/confirm-page";
import { AccountLine } from "./account-line";
import { confirmAccount, useAnotherAccount } from "./actions";
import { CustomerForm } from "./customer-form";
import { CustomerPage, Lead } from "./customer-page";
import { SendButton } from "./send-button";
import { SupportLine } from "./support-line";
import { WhatYouGet } from "./what-you-get";

/** "Connect mona to Ada's Pro access?": nothing is connected before the answer. */
export function ConfirmAccount({ keyText, confirmation }: { keyText: string; confirmation: Confirmation }) {
  const { texts, business, doubt, account, cards } = confirmation;
  const { t } = texts;
  const before = business.account && business.account.id !== account.id ? business.account : null;
  return (
    <CustomerPage
      texts={texts}
      merchant={business}
      title={question(confirmation)}
      footer={<SupportLine texts={texts} business={business} />}
    >
      <Lead>{whyAsked(doubt, confirmation)}</Lead>
      <div className="rounded-lg border p-3">
        <AccountLine person={account} label={t("common.discordAccount")} />
      </div>
      {cards.length > 0 && (
        <section aria-labelledby="gets" className="grid gap-2">
          <h2 id="gets" className="font-medium">
            {t("confirm.gets")}
          </h2>
          <ul className="grid gap-2">
            {cards.map(({ grantId, server, role }) => (
              <li key={grantId}>
                <WhatYouGet texts={texts} server={server} gives={role} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {before && <p className="text-center">{t("confirm.loses", { name: before.name })}</p>}
      <div className="grid gap-2">
        <form action={confirmAccount} className="grid">
          <input type="hidden" name="key" value={keyText} />
          <SendButton>{t("confirm.button", { name: account.name })}</SendButton>
        </form>
        <CustomerForm action={useAnotherAccount}>
          <input type="hidden" name="key" value={keyText} />
          <SendButton variant="secondary">{t("portal.another")}</SendButton>
        </CustomerForm>
      </div>
      <p className="text-center text-ink-soft text-sm">
        {t(doubt.why === "other_browser" ? "confirm.careful" : "confirm.switchFirst")}
      </p>
    </CustomerPage>
  );
}

function question({ texts, account, owner, cards }: Confirmation): string {
  const [title = "", ...more] = new Set(cards.map((card) => card.title));
  const one = title && more.length === 0 ? "yes" : "no";
  const asked = { one, title, name: account.name };
  return owner ? texts.t("confirm.title", { ...asked, owner }) : texts.t("confirm.mine", asked);
}

function whyAsked(doubt: Doubt, { texts: { t }, maskedEmail, business }: Confirmation): string {
  switch (doubt.why) {
    case "other_browser":
      return t("confirm.other_browser", { email: maskedEmail });
    case "other_customer":
      return t("confirm.other_customer", { business: business.name });
    case "runs_server":
      return t("confirm.runs_server", { server: doubt.serverName, business: business.name });
    case "dashboard":
      return t("confirm.dashboard", { email: doubt.email });
  }
}
