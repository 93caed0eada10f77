/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import { Page } from "../../page";
import type { Account } from "../accounts";
import type { Shop } from "../open-shop";

const tabs = [
  ["/shop", "Products"],
  ["/shop/mine", "Purchases"],
  ["/shop/events", "Events"],
] as const;

export type Tab = (typeof tabs)[number][0];

/** The layout of the shop's pages: its three tabs, and a choice of merchant if there are several. */
export function ShopPage(props: {
  shop: Shop;
  account: Account;
  tab: Tab;
  title: string;
  description: string;
  children?: Child;
}) {
  const { shop, account, tab, title, description, children } = props;
  return (
    <Page world={shop.world} title={title} section="/shop">
      <div class="stack wide">
        <div class="row between wrap">
          <div class="stack tight grow">
            <h1>{title}</h1>
            <p class="quiet">{description}</p>
          </div>
          {shop.accounts.size > 1 && <AccountChoice shop={shop} account={account} tab={tab} />}
        </div>
        <nav class="tabs" aria-label="Shop">
          {tabs.map(([href, name]) => (
            <a
              key={href}
              href={inAccount(shop, account, href)}
              aria-current={tab === href ? "page" : undefined}
            >
              {name}
            </a>
          ))}
          <a href="/shop/stripe">Stripe</a>
        </nav>
        {children}
      </div>
    </Page>
  );
}

function AccountChoice({ shop, account, tab }: { shop: Shop; account: Account; tab: Tab }) {
  return (
    <form method="get" action={tab}>
      <label>
        Merchant
        <select name="account" data-go>
          {[...shop.accounts.values()].map((one) => (
            <option key={one.business_id} value={one.business_id} selected={one === account}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <noscript>
        <button type="submit">Show</button>
      </noscript>
    </form>
  );
}

/** An address in the shop. The seeded merchant is the default and not named in it. */
export function inAccount(
  shop: Shop,
  account: Account,
  path: string,
  query: Record<string, string> = {},
): string {
  const isSeeded = shop.accounts.values().next().value === account;
  const all = new URLSearchParams({ ...(isSeeded ? {} : { account: account.business_id }), ...query });
  return all.size > 0 ? `${path}?${all}` : path;
}

/** A button that does one thing and returns to the same page. */
export function Press(props: {
  to: string;
  back: string;
  label: string;
  says: string;
  kind?: "danger" | "main";
  fields?: Record<string, string>;
}) {
  const { to, back, label, says, kind = "", fields = {} } = props;
  return (
    <form method="post" action={to} data-quiet data-done={says} data-key={`${to} ${label}`}>
      <input type="hidden" name="back" value={back} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={`small ${kind}`}>
        {label}
      </button>
    </form>
  );
}

const hues: Record<string, string> = {
  active: "good",
  succeeded: "good",
  delivered: "good",
  past_due: "warn",
  on_hold: "warn",
  waiting: "warn",
  held: "warn",
  processing: "warn",
  pending: "warn",
  failed: "bad",
  dispute_lost: "bad",
  dispute_opened: "warn",
  dispute_won: "good",
};

export function Status({ of, words }: { of: string; words?: string }) {
  return <span class={`tag ${hues[of] ?? ""}`}>{words ?? of.replaceAll("_", " ")}</span>;
}
