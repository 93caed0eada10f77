/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import { Page } from "../../page";
import type { Account } from "../accounts";
import type { Shop } from "../open-shop";

const rooms = [
  ["/shop", "Products"],
  ["/shop/mine", "Purchases"],
  ["/shop/events", "Events"],
] as const;

export type Room = (typeof rooms)[number][0];

/** The shell of the shop's pages: its three rooms, and whose shop it is when there are several. */
export function ShopPage(props: {
  shop: Shop;
  account: Account;
  room: Room;
  title: string;
  words: string;
  children?: Child;
}) {
  const { shop, account, room, title, words, children } = props;
  return (
    <Page world={shop.world} title={title} door="/shop">
      <div class="stack wide">
        <div class="row between wrap">
          <div class="stack tight grow">
            <h1>{title}</h1>
            <p class="quiet">{words}</p>
          </div>
          {shop.accounts.size > 1 && <AccountChoice shop={shop} account={account} room={room} />}
        </div>
        <nav class="rooms" aria-label="Shop">
          {rooms.map(([href, name]) => (
            <a
              key={href}
              href={inAccount(shop, account, href)}
              aria-current={room === href ? "page" : undefined}
            >
              {name}
            </a>
          ))}
        </nav>
        {children}
      </div>
    </Page>
  );
}

function AccountChoice({ shop, account, room }: { shop: Shop; account: Account; room: Room }) {
  return (
    <form method="get" action={room}>
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

/** An address of the shop; the seeded merchant needs no mention. */
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

/** One button that does one thing and comes back to the same page. */
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
