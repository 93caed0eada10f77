/** @jsxImportSource hono/jsx */
import type DodoPayments from "dodopayments";
import type { Account, ShopSubscription } from "../accounts";
import { everyPeriod, money } from "../money";
import { Press, Status } from "./shop-page";

type Props = { account: Account; subscription: ShopSubscription; back: string };
type State = DodoPayments.SubscriptionStatus;
type Button = { step: string; label: string; says: string; from: State[]; kind?: "danger" };

const running: State[] = ["active", "past_due", "on_hold", "paused"];
const customerButtons: Button[] = [
  { step: "pause", label: "Pause", says: "Paused.", from: ["active", "on_hold"] },
  { step: "unpause", label: "Resume", says: "Resumed.", from: ["paused"] },
  { step: "cancel", label: "Cancel now", says: "Cancelled.", from: running, kind: "danger" },
];
const endsLater: Button = {
  step: "cancel-at-period-end",
  label: "Cancel at period end",
  says: "It ends at the next billing date.",
  from: running,
};
const keeps: Button = { step: "keep", label: "Keep it after all", says: "It will renew.", from: running };
const providerButtons: Button[] = [
  { step: "renew", label: "Billing date arrives", says: "Renewed.", from: ["active"] },
  { step: "past-due", label: "Payment fails, grace period", says: "Past due.", from: ["active"] },
  { step: "hold", label: "Payment fails, on hold", says: "On hold.", from: ["active", "past_due", "paused"] },
  {
    step: "activate",
    label: "Customer pays",
    says: "Active again.",
    from: ["on_hold", "past_due", "pending"],
  },
  { step: "expire", label: "Expires", says: "Expired.", from: running, kind: "danger" },
];

export function SubscriptionCard({ account, subscription, back }: Props) {
  const { status, subscription_id, product_id } = subscription;
  const own = [...customerButtons, subscription.cancel_at_next_billing_date ? keeps : endsLater];
  const may = (buttons: Button[]) => buttons.filter(({ from }) => from.includes(status));
  return (
    <article class="card" data-key={subscription_id}>
      <div class="row wrap between">
        <h3 class="name">{account.products.get(product_id)?.name ?? product_id}</h3>
        <Status of={status} />
      </div>
      <p class="quiet small">{describeSubscription(account, subscription)}</p>
      {may(own).length > 0 && (
        <Buttons title="The customer" buttons={may(own)} id={subscription_id} back={back}>
          {(status === "active" || status === "past_due") && (
            <PlanChoice account={account} subscription={subscription} back={back} />
          )}
        </Buttons>
      )}
      {may(providerButtons).length > 0 && (
        <Buttons
          title="The payment provider"
          buttons={may(providerButtons)}
          id={subscription_id}
          back={back}
        />
      )}
      <p class="quiet small mono break">{subscription_id}</p>
    </article>
  );
}

function Buttons(props: { title: string; buttons: Button[]; id: string; back: string; children?: unknown }) {
  const { title, buttons, id, back, children } = props;
  return (
    <fieldset>
      <legend>{title}</legend>
      <div class="row wrap presses">
        {buttons.map(({ step, label, says, kind }) => (
          <Press
            key={step}
            to={`/shop/subscriptions/${id}/${step}`}
            back={back}
            label={label}
            says={says}
            {...(kind ? { kind } : {})}
          />
        ))}
        {children}
      </div>
    </fieldset>
  );
}

function PlanChoice({ account, subscription, back }: Props) {
  const others = [...account.products.values()].filter(
    (product) => product.is_recurring && !product.archived && product.product_id !== subscription.product_id,
  );
  if (others.length === 0) return null;
  const to = `/shop/subscriptions/${subscription.subscription_id}/change-plan`;
  return (
    <form method="post" action={to} class="row compact" data-quiet data-done="Plan changed." data-key={to}>
      <input type="hidden" name="back" value={back} />
      <select name="product" aria-label="New plan">
        {others.map((product) => (
          <option key={product.product_id} value={product.product_id}>
            {product.name ?? product.product_id}
          </option>
        ))}
      </select>
      <button type="submit" class="small">
        Change plan
      </button>
    </form>
  );
}

function describeSubscription(account: Account, subscription: ShopSubscription): string {
  const { payment_frequency_count: count, payment_frequency_interval: interval } = subscription;
  const price = money(subscription.recurring_pre_tax_amount, subscription.currency);
  const parts = [`${price} ${everyPeriod(count, interval)}`];
  const planned = subscription.scheduled_change;
  if (subscription.status === "cancelled") parts.push(`cancelled on ${day(subscription.cancelled_at)}`);
  else if (subscription.status === "expired") parts.push(`expired on ${day(subscription.expires_at)}`);
  else if (subscription.cancel_at_next_billing_date)
    parts.push(`ends on ${day(subscription.next_billing_date)}`);
  else if (running.includes(subscription.status))
    parts.push(`next bill ${day(subscription.next_billing_date)}`);
  if (subscription.past_due_ends_at) parts.push(`grace until ${day(subscription.past_due_ends_at)}`);
  if (planned)
    parts.push(`moves to ${account.products.get(planned.product_id)?.name ?? planned.product_id} then`);
  return parts.join(" · ");
}

function day(at: string | null | undefined): string {
  if (!at) return "an unknown date";
  return new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}
