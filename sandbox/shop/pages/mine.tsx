/** @jsxImportSource hono/jsx */
import type DodoPayments from "dodopayments";
import type { Account } from "../accounts";
import type { Shop } from "../shop";
import { PaymentLine } from "./payment-line";
import { inAccount, ShopPage } from "./shop-page";
import { SubscriptionCard } from "./subscription-card";

const words = "What a customer bought, with the customer's own buttons and the provider's hand.";

/** Everybody who ever bought, newest first. */
export function CustomersPage({ shop, account }: { shop: Shop; account: Account }) {
  const customers = [...account.customers.values()].reverse().slice(0, 200);
  return (
    <ShopPage shop={shop} account={account} room="/shop/mine" title="Purchases" words={words}>
      <div id="customers" data-live>
        {customers.length === 0 ? (
          <div class="card empty stack">
            <p>Nobody has bought anything yet.</p>
            <p>
              <a class="button main" href={inAccount(shop, account, "/shop")}>
                Buy something
              </a>
            </p>
          </div>
        ) : (
          <ul class="card flush lines">
            {customers.map((customer) => (
              <CustomerLine key={customer.customer_id} shop={shop} account={account} customer={customer} />
            ))}
          </ul>
        )}
        {account.customers.size > 200 && (
          <p class="quiet small">{`The newest 200 of ${account.customers.size} customers.`}</p>
        )}
      </div>
    </ShopPage>
  );
}

function CustomerLine(props: { shop: Shop; account: Account; customer: DodoPayments.Customer }) {
  const { shop, account, customer } = props;
  const { subscriptions, payments } = purchasesOf(account, customer.email);
  return (
    <li class="row wrap between" data-key={customer.customer_id}>
      <span class="grow">
        <a href={inAccount(shop, account, "/shop/mine", { email: customer.email })}>{customer.name}</a>
        <span class="quiet small break">{` ${customer.email}`}</span>
      </span>
      <span class="quiet small number">
        {`${counted(subscriptions.length, "subscription")}, ${counted(payments.length, "payment")}`}
      </span>
    </li>
  );
}

/** One person's purchases, found by e-mail address. */
export function PurchasesPage({ shop, account, email }: { shop: Shop; account: Account; email: string }) {
  const back = inAccount(shop, account, "/shop/mine", { email });
  const { subscriptions, payments } = purchasesOf(account, email);
  return (
    <ShopPage shop={shop} account={account} room="/shop/mine" title="Purchases" words={words}>
      <form method="get" action="/shop/mine" class="row wrap finder">
        <input type="hidden" name="account" value={account.business_id} />
        <label class="grow">
          Customer's email
          <input type="email" name="email" value={email} required />
        </label>
        <button type="submit">Show</button>
        <a class="button" href={inAccount(shop, account, "/shop/mine")}>
          All customers
        </a>
        <a class="button" href={`/inbox?to=${encodeURIComponent(email)}`}>
          Their mail
        </a>
      </form>
      <div id="purchases" class="stack wide" data-live>
        <section class="stack" aria-labelledby="subscriptions">
          <h2 id="subscriptions">Subscriptions</h2>
          {subscriptions.length === 0 && <p class="card empty">No subscriptions.</p>}
          {subscriptions.map((one) => (
            <SubscriptionCard key={one.subscription_id} account={account} subscription={one} back={back} />
          ))}
        </section>
        <section class="stack" aria-labelledby="payments">
          <h2 id="payments">Payments</h2>
          {payments.length === 0 ? (
            <p class="card empty">No payments.</p>
          ) : (
            <ul class="card flush lines">
              {payments.map((one) => (
                <PaymentLine key={one.payment_id} account={account} payment={one} back={back} />
              ))}
            </ul>
          )}
        </section>
      </div>
    </ShopPage>
  );
}

function purchasesOf(account: Account, email: string) {
  const wanted = email.trim().toLowerCase();
  const isTheirs = (one: { customer: { email: string } }) => one.customer.email.toLowerCase() === wanted;
  return {
    subscriptions: [...account.subscriptions.values()].filter(isTheirs).reverse(),
    payments: [...account.payments.values()].filter(isTheirs).reverse(),
  };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
