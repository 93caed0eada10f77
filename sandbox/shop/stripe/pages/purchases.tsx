/** @jsxImportSource hono/jsx */
import { Moment } from "../../../moment";
import { Page } from "../../../page";
import { money } from "../../money";
import { Press, Status } from "../../pages/shop-page";
import type { Merchant } from "../merchant";
import type { Charge, PortalSession } from "../objects";
import { StripePage } from "./stripe-page";
import { SubscriptionCard } from "./subscription-card";

const description = "What was bought on Stripe. The buttons act for the customer, the bank and the merchant.";
const shown = 50;
const back = "/shop/stripe/purchases";

export function PurchasesPage({ merchant }: { merchant: Merchant }) {
  const subscriptions = [...merchant.account.subscriptions.values()].slice(-shown).reverse();
  const charges = [...merchant.account.charges.values()].slice(-shown).reverse();
  return (
    <StripePage merchant={merchant} tab="/shop/stripe/purchases" title="Purchases" description={description}>
      <div id="purchases" class="stack wide" data-live>
        <section class="stack" aria-labelledby="subscriptions">
          <h2 id="subscriptions">Subscriptions</h2>
          {subscriptions.length === 0 && <p class="card empty">No subscriptions.</p>}
          {subscriptions.map((one) => (
            <SubscriptionCard key={one.id} merchant={merchant} subscription={one} back={back} />
          ))}
        </section>
        <section class="stack" aria-labelledby="payments">
          <h2 id="payments">Payments</h2>
          {charges.length === 0 ? (
            <p class="card empty">No payments.</p>
          ) : (
            <ul class="card flush lines">
              {charges.map((one) => (
                <ChargeLine key={one.id} merchant={merchant} charge={one} />
              ))}
            </ul>
          )}
        </section>
      </div>
    </StripePage>
  );
}

/** The customer portal: the customer's own subscriptions, and the way back to the merchant. */
export function PortalPage({ merchant, session }: { merchant: Merchant; session: PortalSession }) {
  const own = [...merchant.account.subscriptions.values()].filter((one) => one.customer === session.customer);
  return (
    <Page world={merchant.world} title="Billing" alone>
      <div class="stack wide">
        <h1>{`Billing at ${merchant.account.name}`}</h1>
        <div id="subscriptions" class="stack" data-live>
          {own.length === 0 && <p class="card empty">No subscriptions.</p>}
          {own.reverse().map((one) => (
            <SubscriptionCard
              key={one.id}
              merchant={merchant}
              subscription={one}
              back={`/shop/stripe/portal/${session.id}`}
            />
          ))}
        </div>
        {session.return_url && <a href={session.return_url}>{`Return to ${merchant.account.name}`}</a>}
      </div>
    </Page>
  );
}

function ChargeLine({ merchant, charge }: { merchant: Merchant; charge: Charge }) {
  const disputes = [...merchant.account.disputes.values()].filter((one) => one.charge === charge.id);
  const left = charge.amount_captured - charge.amount_refunded;
  return (
    <li class="payment" data-key={charge.id}>
      <div class="row wrap between">
        <span class="grow">
          <strong>{charge.billing_details.email ?? "No address"}</strong>{" "}
          <span class="quiet small">
            <Moment at={new Date(charge.created * 1000).toISOString()} />
          </span>
        </span>
        <span class="number">{money(charge.amount, charge.currency)}</span>
        <Status of={charge.status} />
        {charge.amount_refunded > 0 && (
          <Status of="refunded" words={charge.refunded ? "refunded" : "partly refunded"} />
        )}
        {disputes.map((one) => (
          <Status key={one.id} of={one.status} words={`dispute: ${one.status.replaceAll("_", " ")}`} />
        ))}
      </div>
      {charge.status === "succeeded" && (
        <ChargeButtons charge={charge} left={left} state={disputes.at(-1)?.status} />
      )}
      <p class="quiet small mono break">{String(charge.payment_intent)}</p>
    </li>
  );
}

const open = ["needs_response", "under_review"];

function ChargeButtons({ charge, left, state }: { charge: Charge; left: number; state: string | undefined }) {
  const to = `/shop/stripe/payments/${charge.id}`;
  const step = (outcome: string, label: string, says: string) => (
    <Press to={`${to}/dispute`} back={back} label={label} says={says} fields={{ outcome }} />
  );
  return (
    <div class="row wrap presses">
      {left > 0 && <Press to={`${to}/refund`} back={back} label="Refund" says="Refunded." kind="danger" />}
      {state === undefined && step("opened", "Open a dispute", "Dispute opened.")}
      {state !== undefined && open.includes(state) && step("won", "Dispute won", "The merchant won.")}
      {state !== undefined && open.includes(state) && step("lost", "Dispute lost", "The merchant lost.")}
      {state === "lost" && step("appeal_won", "Win the appeal", "The merchant won.")}
    </div>
  );
}
