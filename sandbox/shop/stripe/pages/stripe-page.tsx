/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import { Page } from "../../../page";
import { everyPeriod, money } from "../../money";
import type { Merchant } from "../merchant";
import type { Price } from "../objects";

const tabs = [
  ["/shop/stripe", "Products"],
  ["/shop/stripe/purchases", "Purchases"],
  ["/shop/stripe/events", "Events"],
] as const;

export type Tab = (typeof tabs)[number][0];

/** The layout of the Stripe shop's pages. */
export function StripePage(props: {
  merchant: Merchant;
  tab: Tab;
  title: string;
  description: string;
  children?: Child;
}) {
  const { merchant, tab, title, description, children } = props;
  return (
    <Page world={merchant.world} title={title} section="/shop">
      <div class="stack wide">
        <div class="stack tight">
          <h1>{title}</h1>
          <p class="quiet">{description}</p>
        </div>
        <nav class="tabs" aria-label="Shop">
          {tabs.map(([href, name]) => (
            <a key={href} href={href} aria-current={tab === href ? "page" : undefined}>
              {name}
            </a>
          ))}
          <a href="/shop">Dodo Payments</a>
        </nav>
        {children}
      </div>
    </Page>
  );
}

export function describePrice({ unit_amount, currency, recurring }: Price): string {
  const amount = money(unit_amount ?? 0, currency);
  if (!recurring) return `${amount}, once`;
  return `${amount} ${everyPeriod(recurring.interval_count, recurring.interval)}`;
}

export function nameOf({ account }: Merchant, priceId: string): string {
  const price = account.prices.get(priceId);
  return account.products.get(price?.product ?? "")?.name ?? priceId;
}

export function day(seconds: number): string {
  const date = new Date(seconds * 1000);
  return date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}
