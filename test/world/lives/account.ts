import type { SubscriptionStatus } from "@/db/schema";
import type { Random } from "@/test/world/random";

/*
 * A merchant's account at a payment provider, as the merchant would tell its story: what was sold, what became of it,
 * and who may come in by the table in PRODUCT.md. How a provider tells of it is its shop's business.
 */
export type Item = { product: string; price: string; quantity: number };
type Refund = { id: string; amount: number; status: "pending" | "succeeded" | "failed" };
export type Payment = {
  id: string;
  how: string;
  subscriptions: Subscription[];
  /** What it sold by itself. */
  items: Item[];
  amount: number;
  status: "waiting" | "failed" | "succeeded";
  refunds: Refund[];
  dispute: { id: string; outcome: "open" | "won" | "lost" } | null;
};
export type Subscription = {
  id: string;
  status: SubscriptionStatus;
  trial: boolean;
  items: Item[];
  periodStart: number;
  cancelAt: number | null;
  endedAt: number | null;
  sentByInvoice: boolean;
  collectionPaused: boolean;
  bills: Payment[];
  /** Payments of it whose dispute was lost, since it was last activated. */
  lost: Set<string>;
};

export type Change =
  | "created"
  | "activated"
  | "failed"
  | "renewed"
  | "past_due"
  | "recovered"
  | "held"
  | "paused"
  | "resumed"
  | "plan_changed"
  | "cancel_scheduled"
  | "kept"
  | "cancelled"
  | "expired"
  | "collection_paused"
  | "collection_resumed";

export type Happening =
  | { what: "payment"; payment: Payment }
  | { what: "refund"; payment: Payment; refund: Refund; isNew: boolean }
  | { what: "dispute"; payment: Payment; before: "open" | "won" | "lost" | null }
  | { what: "subscription"; subscription: Subscription; change: Change; before: SubscriptionStatus };

/** What a provider can do, and how it counts. */
export type Powers = {
  /** Products have several prices. */
  prices: boolean;
  /** How something is sold once. */
  sales: readonly [string, ...string[]];
  /** One payment may pay for several subscriptions. */
  payForSeveral: boolean;
  hold: boolean;
  begin: boolean;
  expire: boolean;
  sendInvoices: boolean;
  pauseCollection: boolean;
  /** A change of plan counts as an activation. */
  planChangeActivates: boolean;
  /** A refund that succeeded may fail later; elsewhere it waits first, and then does one or the other. */
  refundsFailLate: boolean;
  /** Several things may carry one time, because the provider's times are coarse. */
  ties: boolean;
};

const day = 86_400;
export const month = 30 * day;

export class Account {
  now = Date.UTC(2026, 0, 1) / 1000;
  readonly payments: Payment[] = [];
  readonly subscriptions: Subscription[] = [];
  readonly story: string[] = [];
  private count = 0;
  private keepApart = false;

  constructor(
    readonly random: Random,
    private readonly powers: Powers,
    private readonly tell: (happening: Happening) => void,
  ) {}

  id(prefix: string): string {
    this.count += 1;
    return `${prefix}_${this.count}`;
  }

  /** Something that may happen now happens, at once or later. */
  step(): void {
    const steps = this.possible();
    const [first, ...rest] = steps;
    if (!first) return;
    const { name, run, apart = false } = this.random.pick([first, ...rest]);
    const mayTie = this.powers.ties && this.random.chance(0.35);
    const least = apart || this.keepApart ? 1 : 0;
    this.now += mayTie ? least : 1 + this.random.below(this.random.chance(0.5) ? 5 : 20 * day);
    this.keepApart = apart;
    this.story.push(`${this.now} ${name}`);
    run();
  }

  private possible(): Step[] {
    const steps: Step[] = [];
    if (this.payments.length < 6) steps.push({ name: "sell", run: () => this.sell() });
    if (this.subscriptions.length < 3) steps.push({ name: "subscribe", run: () => this.subscribe() });
    for (const payment of this.payments) steps.push(...this.moneySteps(payment));
    for (const subscription of this.subscriptions) steps.push(...this.subscriptionSteps(subscription));
    return steps;
  }

  private items(most: number): Item[] {
    const many = 1 + this.random.below(most);
    return this.random
      .shuffle(["pro", "vip", "max"])
      .slice(0, many)
      .map((name) => ({
        product: `prod_${name}`,
        price: `price_${name}_${this.random.below(2)}`,
        quantity: 1 + this.random.below(3),
      }));
  }

  private sell(): void {
    const how = this.random.pick(this.powers.sales);
    const payment: Payment = {
      id: "",
      how,
      subscriptions: [],
      items:
        how === "payment_intent" ? this.items(1).map((item) => ({ ...item, quantity: 1 })) : this.items(3),
      amount: how === "free" ? 0 : 1000 + this.random.below(5) * 500,
      status: how === "async" ? "waiting" : "succeeded",
      refunds: [],
      dispute: null,
    };
    payment.id = this.id(how === "free" ? "cs" : "pi");
    this.payments.push(payment);
    this.tell({ what: "payment", payment });
  }

  private subscribe(): void {
    const begins = this.powers.begin && this.random.chance(0.2);
    const subscription: Subscription = {
      id: this.id("sub"),
      status: begins ? "pending" : "active",
      trial: !begins && this.random.chance(0.2),
      items: this.items(this.powers.payForSeveral ? 1 : 3),
      periodStart: this.now,
      cancelAt: null,
      endedAt: null,
      sentByInvoice: this.powers.sendInvoices && !begins && this.random.chance(0.15),
      collectionPaused: false,
      bills: [],
      lost: new Set(),
    };
    this.subscriptions.push(subscription);
    this.changed(subscription, "created", "pending");
    if (subscription.status === "active" && !subscription.trial && !subscription.sentByInvoice)
      this.bill([subscription]);
  }

  private bill(subscriptions: Subscription[]): void {
    const isFree = !this.powers.payForSeveral && this.random.chance(0.1);
    const sellsMore = this.random.chance(0.15);
    const payment: Payment = {
      id: this.id(isFree ? "in" : "pi"),
      how: "bill",
      subscriptions,
      items: sellsMore ? this.items(1) : [],
      amount: isFree ? 0 : 900,
      status: "succeeded",
      refunds: [],
      dispute: null,
    };
    this.payments.push(payment);
    for (const subscription of subscriptions) subscription.bills.push(payment);
    this.tell({ what: "payment", payment });
  }

  private moneySteps(payment: Payment): Step[] {
    const { status, refunds, dispute, amount } = payment;
    if (status === "waiting")
      return (["succeeded", "failed"] as const).map((next) => ({
        name: `${payment.id} ${next}`,
        run: () => {
          payment.status = next;
          this.tell({ what: "payment", payment });
        },
      }));
    if (status === "failed" || amount === 0) return [];
    const steps: Step[] = [];
    const asked = refunds.reduce((sum, each) => sum + (each.status === "failed" ? 0 : each.amount), 0);
    if (asked < amount)
      steps.push({
        name: `refund ${payment.id}`,
        apart: true,
        run: () => this.refund(payment, amount - asked),
      });
    for (const refund of refunds) {
      const outcomes =
        refund.status === "pending"
          ? (["succeeded", "failed"] as const)
          : refund.status === "succeeded" && this.powers.refundsFailLate
            ? (["failed"] as const)
            : [];
      for (const outcome of outcomes)
        steps.push({
          name: `${refund.id} ${outcome}`,
          apart: true,
          run: () => {
            refund.status = outcome;
            this.tell({ what: "refund", payment, refund, isNew: false });
          },
        });
    }
    const next =
      dispute === null ? (["open"] as const) : dispute.outcome === "open" ? (["won", "lost"] as const) : [];
    // An appeal changes nothing until it is won.
    const appeal = dispute?.outcome === "lost" ? (["lost", "won"] as const) : [];
    for (const outcome of [...next, ...appeal])
      steps.push({
        name: `dispute of ${payment.id} ${outcome}`,
        apart: true,
        run: () => this.disputed(payment, outcome),
      });
    return steps;
  }

  private refund(payment: Payment, left: number): void {
    const amount = this.random.chance(0.5) ? left : 1 + this.random.below(left);
    const status = this.powers.refundsFailLate ? "succeeded" : "pending";
    const refund: Refund = { id: this.id("re"), amount, status };
    payment.refunds.push(refund);
    this.tell({ what: "refund", payment, refund, isNew: true });
  }

  private disputed(payment: Payment, outcome: "open" | "won" | "lost"): void {
    const before = payment.dispute?.outcome ?? null;
    payment.dispute = { id: payment.dispute?.id ?? this.id("dp"), outcome };
    for (const { lost } of payment.subscriptions) {
      if (outcome !== "lost") lost.delete(payment.id);
      else if (before !== "lost") lost.add(payment.id);
    }
    this.tell({ what: "dispute", payment, before });
  }

  private subscriptionSteps(subscription: Subscription): Step[] {
    const { status, cancelAt, collectionPaused } = subscription;
    const { powers } = this;
    const to = (next: SubscriptionStatus, change: Change): Step => ({
      name: `${subscription.id} ${change}`,
      // Times decide between an event that restores access and one that removes it.
      apart: true,
      run: () => this.move(subscription, next, change),
    });
    switch (status) {
      case "pending":
        return [to("active", "activated"), to("failed", "failed")];
      case "active":
        return [
          { name: `${subscription.id} renewed`, run: () => this.renew(subscription) },
          { ...to("active", "plan_changed"), apart: powers.planChangeActivates },
          { ...to("past_due", "past_due"), apart: false },
          { ...to("paused", "paused"), apart: false },
          { ...to("cancelled", "cancelled"), apart: false },
          ...(powers.hold ? [{ ...to("on_hold", "held"), apart: false }] : []),
          ...(powers.expire && cancelAt === null ? [{ ...to("expired", "expired"), apart: false }] : []),
          { ...to("active", cancelAt === null ? "cancel_scheduled" : "kept"), apart: false },
          ...(powers.pauseCollection
            ? [
                {
                  ...to("active", collectionPaused ? "collection_resumed" : "collection_paused"),
                  apart: false,
                },
              ]
            : []),
        ];
      case "past_due":
        return [
          { ...to("active", "recovered"), apart: false },
          { ...to("cancelled", "cancelled"), apart: false },
          ...(powers.hold ? [{ ...to("on_hold", "held"), apart: false }] : []),
        ];
      case "on_hold":
        return [to("active", "activated"), { ...to("cancelled", "cancelled"), apart: false }];
      case "paused":
        return [to("active", "resumed"), { ...to("cancelled", "cancelled"), apart: false }];
      default:
        return [];
    }
  }

  private renew(subscription: Subscription): void {
    const before = subscription.status;
    subscription.periodStart = this.now;
    subscription.trial = false;
    const together = this.powers.payForSeveral
      ? this.subscriptions.filter(
          (each) => each !== subscription && each.status === "active" && this.random.chance(0.3),
        )
      : [];
    this.bill([subscription, ...together]);
    this.changed(subscription, "renewed", before);
  }

  private move(subscription: Subscription, next: SubscriptionStatus, change: Change): void {
    const before = subscription.status;
    subscription.status = next;
    subscription.trial = false;
    if (change === "plan_changed") subscription.items = this.items(this.powers.payForSeveral ? 1 : 3);
    if (change === "cancel_scheduled") subscription.cancelAt = subscription.periodStart + month;
    if (change === "kept") subscription.cancelAt = null;
    if (change === "expired") subscription.cancelAt = this.now;
    if (next === "cancelled" || next === "expired") subscription.endedAt = this.now;
    if (change === "collection_paused") subscription.collectionPaused = true;
    if (change === "collection_resumed") subscription.collectionPaused = false;
    this.changed(subscription, change, before);
  }

  private changed(subscription: Subscription, change: Change, before: SubscriptionStatus): void {
    const activates =
      change === "activated" ||
      change === "resumed" ||
      (change === "plan_changed" && this.powers.planChangeActivates);
    if (activates) subscription.lost.clear();
    this.tell({ what: "subscription", subscription, change, before });
  }
}

type Step = { name: string; apart?: boolean; run: () => void };

export type Truth = { live: boolean; reason: string | null };

export function worthOfPayment({ status, amount, refunds, dispute }: Payment): Truth {
  if (status !== "succeeded") return { live: false, reason: null };
  if (dispute?.outcome === "lost") return { live: false, reason: "dispute_lost" };
  const back = refunds.reduce((sum, each) => sum + (each.status === "succeeded" ? each.amount : 0), 0);
  return amount > 0 && back >= amount ? { live: false, reason: "refund" } : { live: true, reason: null };
}

const ends: Partial<Record<SubscriptionStatus, string>> = {
  on_hold: "subscription_on_hold",
  paused: "subscription_paused",
  cancelled: "subscription_cancelled",
  expired: "subscription_expired",
};

export function worthOfSubscription(subscription: Subscription): Truth {
  const { status, lost, sentByInvoice, bills, collectionPaused } = subscription;
  if (status !== "active" && status !== "past_due") return { live: false, reason: ends[status] ?? null };
  if (lost.size > 0) return { live: false, reason: "dispute_lost" };
  if (sentByInvoice && bills.length === 0) return { live: false, reason: null };
  if (collectionPaused) return { live: false, reason: "subscription_paused" };
  return { live: true, reason: null };
}
