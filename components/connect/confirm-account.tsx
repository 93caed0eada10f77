import type { Doubt } from "@/lib/connect/find-doubt";
import type { Confirmation } from "@/lib/portal/confirm-page";
import { AccountLine } from "./account-line";
import { confirmAccount, useAnotherAccount } from "./actions";
import { CustomerForm } from "./customer-form";
import { CustomerPage, Lead } from "./customer-page";
import { SendButton } from "./send-button";
import { ServerAndRole } from "./server-and-role";
import { SupportLine } from "./support-line";

/** "Connect mona to Ada's Pro access?": nothing is connected before the answer. */
export function ConfirmAccount({ keyText, confirmation }: { keyText: string; confirmation: Confirmation }) {
  const { business, doubt, account, cards } = confirmation;
  const before = business.account && business.account.id !== account.id ? business.account : null;
  return (
    <CustomerPage
      merchant={business}
      title={question(confirmation)}
      footer={<SupportLine business={business} />}
    >
      <Lead>{whyAsked(doubt, confirmation)}</Lead>
      <div className="rounded-lg border p-3">
        <AccountLine person={account} label="Discord account" />
      </div>
      {cards.length > 0 && (
        <section aria-labelledby="gets" className="grid gap-2">
          <h2 id="gets" className="font-medium">
            It gets
          </h2>
          <ul className="grid gap-2">
            {cards.map(({ grantId, server, role }) => (
              <li key={grantId}>
                <ServerAndRole server={server} gives={role} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {before && <p className="text-center">{before.name} loses it once this account has it.</p>}
      <div className="grid gap-2">
        <form action={confirmAccount} className="grid">
          <input type="hidden" name="key" value={keyText} />
          <SendButton>Connect {account.name}</SendButton>
        </form>
        <CustomerForm action={useAnotherAccount}>
          <input type="hidden" name="key" value={keyText} />
          <SendButton variant="secondary">Use another account</SendButton>
        </CustomerForm>
      </div>
      <p className="text-center text-ink-soft text-sm">{advice(doubt)}</p>
    </CustomerPage>
  );
}

function question({ account, owner, cards }: Confirmation): string {
  const titles = [...new Set(cards.map(({ title }) => title))];
  const access = titles.length === 1 ? `${titles[0]} access` : "access";
  return `Connect ${account.name} to ${owner ? `${owner}'s` : "your"} ${access}?`;
}

function whyAsked(doubt: Doubt, { maskedEmail, business }: Confirmation): string {
  switch (doubt.why) {
    case "other_browser":
      return `You started in another browser or app. The purchase was made by ${maskedEmail}.`;
    case "other_customer":
      return `This Discord account already has access through another purchase from ${business.name}.`;
    case "runs_server":
      return `This Discord account runs ${doubt.serverName}, a server of ${business.name}.`;
    case "dashboard":
      return `This browser is signed in to the dashboard as ${doubt.email}.`;
  }
}

function advice({ why }: Doubt): string {
  return why === "other_browser"
    ? "Did someone else send you here? If you didn't buy anything, close this page: their purchase would go to your account, and they'd see its name."
    : "To use another account, switch accounts on Discord's page before you authorize.";
}
