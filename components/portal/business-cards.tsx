import { AccountLine } from "@/components/connect/account-line";
import { MerchantMark, merchantColors } from "@/components/connect/merchant-mark";
import { SupportLine } from "@/components/connect/support-line";
import { Callout } from "@/components/ui/callout";
import type { Texts } from "@/lib/languages/texts";
import type { PortalBusiness } from "@/lib/portal/read-portal";
import { AccessCard } from "./access-card";
import { UseAnotherAccount } from "./card-action";
import { Purchases } from "./purchases";

/** What a customer has from one merchant, and which Discord account gets it. `named` where the page has several. */
export function BusinessCards(props: { texts: Texts; business: PortalBusiness; named: boolean }) {
  const { texts, business, named } = props;
  const { t } = texts;
  const { account, cards, customerId, purchases } = business;
  const live = cards.filter(({ state }) => state.tone !== "revoked");
  const ended = cards.filter(({ state }) => state.tone === "revoked");
  return (
    <section aria-labelledby={business.id} className="grid gap-4" style={merchantColors(business)}>
      <h2 id={business.id} className={named ? "justify-self-start" : "sr-only"}>
        {named ? <MerchantMark merchant={business} /> : business.name}
      </h2>
      {account && (
        <div className="flex flex-wrap items-center justify-between gap-3 rounded-xl border bg-surface px-4 py-3 shadow-card">
          <AccountLine person={account} label={t("portal.yourAccount")} />
          {business.accountLocked ? (
            <p className="text-ink-soft text-sm">{t("portal.locked", { business: business.name })}</p>
          ) : (
            <UseAnotherAccount texts={texts} customerId={customerId} current={account.name} />
          )}
        </div>
      )}
      {live.length === 0 && <Callout>{t("portal.noneActive", { business: business.name })}</Callout>}
      <ul className="grid gap-3">
        {live.map((card) => (
          <AccessCard key={card.grantId} texts={texts} card={card} customerId={customerId} />
        ))}
      </ul>
      {ended.length > 0 && (
        <details className="group">
          <summary className="touchable inline-flex items-center rounded-md text-ink-soft hover:text-ink">
            {t("portal.ended", { count: ended.length })}
          </summary>
          <ul className="mt-2 grid gap-3">
            {ended.map((card) => (
              <AccessCard key={card.grantId} texts={texts} card={card} customerId={customerId} />
            ))}
          </ul>
        </details>
      )}
      <Purchases texts={texts} purchases={purchases} />
      <div className="text-ink-soft text-sm">
        <SupportLine texts={texts} business={business} />
      </div>
    </section>
  );
}
