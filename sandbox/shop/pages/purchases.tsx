/** @jsxImportSource hono/jsx */
import type { Account } from "../accounts";
import type { Shop } from "../open-shop";
import { PaymentLine } from "./payment-line";
import { inAccount, ShopPage } from "./shop-page";
import { SubscriptionCard } from "./subscription-card";

const description = "What a customer bought, with everything the customer or the payment provider can do.";

/** Every customer, newest first. */
export function CustomersPage({ shop, account }: { shop: Shop; account: Account }) {
  const customers = [...account.customers.values()].slice(-200).reverse();
  const subscriptions = countByCustomer(account.subscriptions);
  const payments = countByCustomer(account.payments);
  return (
    <ShopPage shop={shop} account={account} tab="/shop/mine" title="Purchases" description={description}>
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
              <li class="row wrap between" key={customer.customer_id} data-key={customer.customer_id}>
                <span class="grow">
                  <a href={inAccount(shop, account, "/shop/mine", { email: customer.email })}>
                    {customer.name}
                  </a>
                  <span class="quiet small break">{` ${customer.email}`}</span>
                </span>
                <span class="quiet small number">
                  {counted(subscriptions.get(customer.customer_id), "subscription")},{" "}
                  {counted(payments.get(customer.customer_id), "payment")}
                </span>
              </li>
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

/** One person's purchases, found by email address. */
export function PurchasesPage({ shop, account, email }: { shop: Shop; account: Account; email: string }) {
  const back = inAccount(shop, account, "/shop/mine", { email });
  const { subscriptions, payments } = purchasesOf(account, email);
  return (
    <ShopPage shop={shop} account={account} tab="/shop/mine" title="Purchases" description={description}>
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

function countByCustomer(all: Map<string, { customer: { customer_id: string } }>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { customer } of all.values()) {
    counts.set(customer.customer_id, (counts.get(customer.customer_id) ?? 0) + 1);
  }
  return counts;
}

function counted(count: number | undefined, noun: string): string {
  return `${count ?? 0} ${noun}${count === 1 ? "" : "s"}`;
}
