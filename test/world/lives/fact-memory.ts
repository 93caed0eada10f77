import type { PaymentSeen, PurchaseEvent, SubscriptionSeen } from "@/db/schema";
import { defaultPolicy, foldFacts, type Worth } from "@/lib/purchases/fold-facts";
import { isNewer } from "@/lib/purchases/is-newer";
import { givesAgain } from "@/lib/purchases/store-facts";

/** The store of facts without a database: one of each kind and id, the newest. */
export class FactMemory {
  private readonly kept = new Map<string, PurchaseEvent>();
  private readonly ties = new Map<string, Set<string>>();

  keep(fact: PurchaseEvent): void {
    if (fact.kind === "customer") return;
    this.put(`${fact.kind} ${idOf(fact)}`, fact);
    if (givesAgain(fact)) this.put(`activation ${idOf(fact)}`, fact);
    if (fact.kind === "subscription" && fact.collectionPaused?.startsNow)
      this.put(`collection_pause ${idOf(fact)}`, fact);
    if (fact.kind !== "payment") return;
    for (const id of fact.subscriptionIds)
      this.ties.set(id, (this.ties.get(id) ?? new Set()).add(fact.paymentId));
  }

  private put(key: string, fact: PurchaseEvent): void {
    const known = this.kept.get(key);
    if (!known || isNewer(fact, known)) this.kept.set(key, fact);
  }

  payment(id: string): PaymentSeen | null {
    return (this.kept.get(`payment ${id}`) as PaymentSeen | undefined) ?? null;
  }

  subscription(id: string): SubscriptionSeen | null {
    return (this.kept.get(`subscription ${id}`) as SubscriptionSeen | undefined) ?? null;
  }

  subscriptionsOf(paymentId: string): string[] {
    return [...this.ties].flatMap(([id, paid]) => (paid.has(paymentId) ? [id] : [])).sort();
  }

  worthOfPayment(id: string): Worth | null {
    const facts = { subscription: null, payments: [], activatedAt: null, collectionPausedBy: null };
    return foldFacts({ ...facts, payment: this.payment(id), ...this.about([id]) }, defaultPolicy, new Date());
  }

  worthOfSubscription(id: string): Worth | null {
    const paid = [...(this.ties.get(id) ?? [])];
    return foldFacts(
      {
        payment: null,
        subscription: this.subscription(id),
        payments: paid.flatMap((each) => this.payment(each) ?? []),
        activatedAt: this.kept.get(`activation ${id}`)?.asOf ?? null,
        collectionPausedBy: (this.kept.get(`collection_pause ${id}`) as SubscriptionSeen | undefined) ?? null,
        ...this.about([id, ...paid]),
      },
      defaultPolicy,
      new Date(),
    );
  }

  private about(payments: string[]) {
    const all = [...this.kept.values()];
    return {
      refunds: all
        .filter((fact) => fact.kind === "refund")
        .filter((fact) => payments.includes(fact.paymentId)),
      disputes: all
        .filter((fact) => fact.kind === "dispute")
        .filter((fact) => payments.includes(fact.paymentId)),
    };
  }
}

function idOf(fact: PurchaseEvent): string {
  switch (fact.kind) {
    case "payment":
      return fact.paymentId;
    case "subscription":
      return fact.subscriptionId;
    case "refund":
      return fact.refundId;
    case "dispute":
      return fact.disputeId;
    case "customer":
      return fact.buyer.externalId;
  }
}
