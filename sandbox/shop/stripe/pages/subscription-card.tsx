/** @jsxImportSource hono/jsx */
import { Press, Status } from "../../pages/shop-page";
import type { Merchant } from "../merchant";
import type { Subscription } from "../objects";
import { itemsOf } from "../records/subscription";
import { day, describePrice, nameOf } from "./stripe-page";

type Props = { merchant: Merchant; subscription: Subscription; back: string };
type Button = {
  step: string;
  label: string;
  says: string;
  from: string[];
  kind?: "danger";
  fields?: Record<string, string>;
};

const running = ["trialing", "active", "past_due", "unpaid", "paused"];
const buttons: Button[] = [
  { step: "renew", label: "Billing date arrives", says: "Renewed.", from: ["active"] },
  { step: "trial-end", label: "Trial ends", says: "The trial ended.", from: ["trialing"] },
  { step: "past-due", label: "Payment fails", says: "Past due.", from: ["active"] },
  { step: "hold", label: "All retries fail", says: "Unpaid.", from: ["past_due"] },
  { step: "activate", label: "Customer pays", says: "Paid.", from: ["incomplete", "past_due", "unpaid"] },
  { step: "pause", label: "Pause", says: "Paused.", from: ["active"] },
  { step: "unpause", label: "Resume", says: "Resumed.", from: ["paused"] },
  { step: "cancel", label: "Cancel now", says: "Canceled.", from: running, kind: "danger" },
];
const later: Button = {
  step: "cancel-at-period-end",
  label: "Cancel at period end",
  says: "It ends with the period.",
  from: running,
  fields: { by: "cancel_at" },
};
const undo: Button = { step: "keep", label: "Keep it after all", says: "It continues.", from: running };
const collectionPause: Button = {
  step: "pause-collection",
  label: "Pause collection",
  says: "Payments are not collected.",
  from: ["active"],
};
const collectionResume: Button = {
  step: "resume-collection",
  label: "Resume collection",
  says: "Payments are collected again.",
  from: running,
};

export function SubscriptionCard({ merchant, subscription, back }: Props) {
  const isEnding = subscription.cancel_at !== null || subscription.cancel_at_period_end;
  const offered = [
    ...buttons,
    isEnding ? undo : later,
    subscription.pause_collection ? collectionResume : collectionPause,
  ].filter(({ from }) => from.includes(subscription.status));
  return (
    <article class="card" data-key={subscription.id}>
      <div class="row wrap between">
        <h3 class="name">
          {itemsOf(merchant, subscription)
            .map((item) => nameOf(merchant, item.price))
            .join(", ")}
        </h3>
        <Status of={subscription.status} />
      </div>
      <p class="quiet small">{summary(merchant, subscription)}</p>
      <div class="row wrap presses">
        {offered.map(({ from: _, step, ...button }) => (
          <Press
            key={step}
            to={`/shop/stripe/subscriptions/${subscription.id}/${step}`}
            back={back}
            {...button}
          />
        ))}
        {["trialing", "active", "past_due"].includes(subscription.status) && (
          <PlanChoice merchant={merchant} subscription={subscription} back={back} />
        )}
      </div>
      <p class="quiet small mono break">{subscription.id}</p>
    </article>
  );
}

function PlanChoice({ merchant, subscription, back }: Props) {
  const present = itemsOf(merchant, subscription).map((item) => item.price);
  const others = [...merchant.account.prices.values()].filter(
    (price) => price.recurring && price.active && !present.includes(price.id),
  );
  if (others.length === 0) return null;
  const to = `/shop/stripe/subscriptions/${subscription.id}/change-plan`;
  return (
    <form method="post" action={to} class="row compact" data-quiet data-done="Plan changed." data-key={to}>
      <input type="hidden" name="back" value={back} />
      <select name="price" aria-label="New plan">
        {others.map((price) => (
          <option key={price.id} value={price.id}>
            {`${nameOf(merchant, price.id)}, ${describePrice(price)}`}
          </option>
        ))}
      </select>
      <button type="submit" class="small">
        Change plan
      </button>
    </form>
  );
}

function summary(merchant: Merchant, subscription: Subscription): string {
  const customer = merchant.account.customers.get(subscription.customer);
  const who = customer?.deleted ? "a deleted customer" : (customer?.email ?? "no address");
  const ends = itemsOf(merchant, subscription).map((item) => item.current_period_end);
  const end = subscription.cancel_at ?? Math.min(...ends);
  if (subscription.ended_at) return `${who} · ended on ${day(subscription.ended_at)}`;
  const isEnding = subscription.cancel_at !== null || subscription.cancel_at_period_end;
  return `${who} · ${isEnding ? "ends" : "period ends"} on ${day(end)}`;
}
