/** @jsxImportSource hono/jsx */
import { Page } from "../../page";
import type { Account, Checkout } from "../accounts";
import { money, priceInWords } from "../money";
import type { Shop } from "../open-shop";
import { unitAmount } from "../records";
import { found } from "../shop";
import type { Buyer } from "./products";
import { inAccount } from "./shop-page";

type Props = { shop: Shop; account: Account; checkout: Checkout };

export function CheckoutPage({ shop, account, checkout, problem }: Props & { problem?: string }) {
  const buyer = buyerOf(account, checkout);
  const cancel = checkout.cancel_url ?? inAccount(shop, account, "/shop");
  return (
    <Page world={shop.world} title="Checkout" alone>
      <section class="card narrow">
        <p class="quiet small">{account.name}</p>
        <h1>Checkout</h1>
        <Lines account={account} checkout={checkout} />
        {problem && (
          <p class="note bad" role="alert">
            {problem}
          </p>
        )}
        <form method="post" action={`/shop/checkout/${checkout.id}`} class="stack">
          <label>
            Email
            <input type="email" name="email" value={buyer.email} required autocomplete="email" />
          </label>
          <label>
            Name
            <input name="name" value={buyer.name} required autocomplete="name" />
          </label>
          <label>
            Card
            <select name="card">
              <option value="works">4242 4242 4242 4242 (accepted)</option>
              <option value="declined" selected={problem !== undefined}>
                4000 0000 0000 0002 (declined)
              </option>
            </select>
          </label>
          <p class="quiet small">No card needed: the sandbox charges nothing.</p>
          <button type="submit" class="main full">
            {`Pay ${money(dueNow(account, checkout), currencyOf(account, checkout))}`}
          </button>
        </form>
        <p class="small">
          <a href={cancel}>Back without paying</a>
        </p>
      </section>
    </Page>
  );
}

export function ThanksPage({ shop, account, checkout }: Props) {
  const payment = found(account.payments, checkout.payment_id ?? "");
  const { email } = payment.customer;
  return (
    <Page world={shop.world} title="Paid" alone>
      <section class="card narrow">
        <p class="quiet small">{account.name}</p>
        <h1>Thank you, your payment went through</h1>
        <Lines account={account} checkout={checkout} />
        <p class="quiet">
          {`${money(payment.total_amount, payment.currency)} by card ending in ${payment.card_last_four}. `}
          The merchant is being notified; mail to <strong>{email}</strong> arrives in the inbox.
        </p>
        <a class="button main full" href={`/inbox?to=${encodeURIComponent(email)}`}>
          Open the inbox
        </a>
        <a class="button full" href={inAccount(shop, account, "/shop/mine", { email })}>
          My purchases
        </a>
        <a class="button full" href={inAccount(shop, account, "/shop")}>
          Back to the shop
        </a>
      </section>
    </Page>
  );
}

function Lines({ account, checkout }: Omit<Props, "shop">) {
  return (
    <ul class="stack tight">
      {checkout.cart.map((line) => {
        const product = found(account.products, line.product_id);
        return (
          <li key={line.product_id} class="row between">
            <strong>{`${product.name ?? line.product_id}${line.quantity > 1 ? ` × ${line.quantity}` : ""}`}</strong>
            <span class="number">{priceInWords(product.price)}</span>
          </li>
        );
      })}
      {!!checkout.trial_period_days && (
        <li class="quiet small">{`${checkout.trial_period_days} days free first`}</li>
      )}
    </ul>
  );
}

function buyerOf(account: Account, { customer }: Checkout): Buyer {
  const known = customer.customer_id ? account.customers.get(customer.customer_id) : undefined;
  return { email: known?.email ?? customer.email ?? "", name: known?.name ?? customer.name ?? "" };
}

function dueNow(account: Account, checkout: Checkout): number {
  const amounts = checkout.cart.map((line) => {
    const product = found(account.products, line.product_id);
    if (product.is_recurring && checkout.trial_period_days) return 0;
    return line.amount ?? unitAmount(product.price) * line.quantity;
  });
  return amounts.reduce((sum, amount) => sum + amount, 0);
}

function currencyOf(account: Account, { cart: [first] }: Checkout): string {
  return first ? found(account.products, first.product_id).price.currency : "USD";
}
