import { AccountLine } from "@/components/connect/account-line";
import { Avatar } from "@/components/ui/avatar";
import { Callout } from "@/components/ui/callout";
import type { MyBusiness } from "@/lib/portal/my-access";
import { AccessCard } from "./access-card";
import { UseAnotherAccount } from "./card-action";

/** What a customer has from one merchant, with the Discord account that gets it. */
export function BusinessCards({ business }: { business: MyBusiness }) {
  const { account, cards, customerId } = business;
  const live = cards.filter(({ state }) => state.tone !== "revoked");
  const ended = cards.filter(({ state }) => state.tone === "revoked");
  return (
    <section aria-label={business.name} className="grid gap-3">
      <div className="flex items-center gap-2.5">
        <Avatar name={business.name} square className="size-7" />
        <h2 className="min-w-0 truncate font-semibold text-lg">{business.name}</h2>
      </div>
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
