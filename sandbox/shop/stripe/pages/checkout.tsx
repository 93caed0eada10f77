/** @jsxImportSource hono/jsx */
import { Page } from "../../../page";
import { money } from "../../money";
import type { Merchant } from "../merchant";
import type { Session } from "../objects";
import { describePrice, nameOf } from "./stripe-page";

type Props = { merchant: Merchant; session: Session };
export type Buyer = { email: string; name: string };

export function CheckoutPage({
  merchant,
  session,
  buyer,
  problem,
}: Props & { buyer: Buyer; problem?: string }) {
  return (
    <Page world={merchant.world} title="Checkout" alone>
      <section class="card narrow">
        <p class="quiet small">{merchant.account.name}</p>
        <h1>Checkout</h1>
        <Lines merchant={merchant} session={session} />
        {problem && (
          <p class="note bad" role="alert">
            {problem}
          </p>
        )}
        <form method="post" action={`/shop/stripe/checkout/${session.id}`} class="stack">
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
              <option value="paid">4242 4242 4242 4242: the card works</option>
              <option value="declined" selected={problem !== undefined}>
                4000 0000 0000 0002: the bank declines
              </option>
              {session.mode === "payment" && <option value="delayed">Bank debit: takes days</option>}
            </select>
          </label>
          <button type="submit" class="main full">
            {`Pay ${money(session.amount_total ?? 0, session.currency ?? "usd")}`}
          </button>
        </form>
        <p class="small">
          <a href={session.cancel_url ?? "/shop/stripe"}>Back without paying</a>
        </p>
      </section>
    </Page>
  );
}

/** After a payment that has no success URL, and for a checkout that is over. */
export function ClosedCheckoutPage({ merchant, session }: Props) {
  const isComplete = session.status === "complete";
  return (
    <Page world={merchant.world} title={isComplete ? "Paid" : "Expired"} alone>
      <section class="card narrow">
        <p class="quiet small">{merchant.account.name}</p>
        <h1>{isComplete ? "Thanks for your payment" : "This checkout has expired"}</h1>
        <Lines merchant={merchant} session={session} />
        <a class="button full" href="/shop/stripe/purchases">
          Purchases
        </a>
        <a class="button full" href="/shop/stripe">
          Back to the shop
        </a>
      </section>
    </Page>
  );
}

function Lines({ merchant, session }: Props) {
  const lines = [...merchant.account.lineItems.values()].filter((line) => line.parent === session.id);
  return (
    <ul class="stack tight">
      {lines.map((line) => {
        const price = merchant.account.prices.get(line.price);
        const times = (line.quantity ?? 1) > 1 ? ` × ${line.quantity}` : "";
        return (
          <li key={line.id} class="row between">
            <strong>{`${nameOf(merchant, line.price)}${times}`}</strong>
            <span class="number">{price ? describePrice(price) : ""}</span>
          </li>
        );
      })}
      {!!session.asked.trial_days && (
        <li class="quiet small">{`${session.asked.trial_days} days free first`}</li>
      )}
    </ul>
  );
}
