import { AccountLine } from "@/components/connect/account-line";
import { MerchantMark, merchantColors } from "@/components/connect/merchant-mark";
import { Callout } from "@/components/ui/callout";
import type { PortalBusiness } from "@/lib/portal/read-portal";
import { AccessCard } from "./access-card";
import { UseAnotherAccount } from "./card-action";
import { Purchases } from "./purchases";

/** What a customer has from one merchant, and which Discord account gets it. `named` where the page has several. */
export function BusinessCards({ business, named }: { business: PortalBusiness; named: boolean }) {
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
          <AccountLine person={account} label="Your Discord account" />
          {business.accountLocked ? (
            <p className="text-ink-soft text-sm">
              {business.name} has locked this account. Contact them to change it.
            </p>
          ) : (
            <UseAnotherAccount customerId={customerId} current={account.name} />
          )}
        </div>
      )}
      {live.length === 0 && <Callout>You have no active access from {business.name} right now.</Callout>}
      <ul className="grid gap-3">
        {live.map((card) => (
          <AccessCard key={card.grantId} card={card} customerId={customerId} />
        ))}
      </ul>
      {ended.length > 0 && (
        <details className="group">
          <summary className="touchable inline-flex items-center rounded-md text-ink-soft hover:text-ink">
            Ended ({ended.length})
          </summary>
          <ul className="mt-2 grid gap-3">
            {ended.map((card) => (
              <AccessCard key={card.grantId} card={card} customerId={customerId} />
            ))}
          </ul>
        </details>
      )}
      <Purchases purchases={purchases} />
      {business.supportEmail && (
        <p className="text-ink-soft text-sm">
          Need help?{" "}
          <a className="text-accent-ink underline" href={`mailto:${business.supportEmail}`}>
            Email {business.name}
          </a>
        </p>
      )}
    </section>
  );
}
