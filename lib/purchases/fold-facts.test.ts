import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type {
  DisputeSeen,
  PaymentSeen,
  PurchaseEvent,
  RefundSeen,
  SubscriptionSeen,
  SubscriptionStatus,
} from "@/db/schema";
import { defaultPolicy, type Facts, foldFacts } from "./fold-facts";
import { isNewer } from "./is-newer";
import { givesAgain } from "./store-facts";

const buyer = { externalId: "cus_1", email: "carl@x.test", name: "Carl", phoneNumber: null };
const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, "0")}.123456Z`;

const payment = (
  second: number,
  status: PaymentSeen["status"] = "succeeded",
  amount = 1000,
): PaymentSeen => ({
  kind: "payment",
  paymentId: "pay_1",
  subscriptionIds: [],
  lines: [{ productId: "pdt_1", priceId: null, quantity: 1 }],
  status,
  buyer,
  amount,
  currency: "USD",
  asOf: at(second),
});
const subscription = (
  second: number,
  status: SubscriptionStatus,
  activates = status === "active",
  productId = "pdt_1",
): SubscriptionSeen => ({
  kind: "subscription",
  subscriptionId: "sub_1",
  lines: [{ productId, priceId: null, quantity: 1 }],
  status,
  buyer,
  cancelAt: null,
  nextBillingAt: null,
  amount: 1000,
  currency: "USD",
  activates,
  periodStartedAt: null,
  collectionPaused: null,
  sentByInvoice: false,
  asOf: at(second),
});
const refund = (refundId: string, second: number, amount: number, partial = true): RefundSeen => ({
  kind: "refund",
  refundId,
  paymentId: "pay_1",
  amount,
  partial,
  counts: "one",
  status: "succeeded",
  asOf: at(second),
});
const dispute = (second: number, outcome: DisputeSeen["outcome"], disputeId = "dis_1"): DisputeSeen => ({
  kind: "dispute",
  disputeId,
  paymentId: "pay_1",
  outcome,
  asOf: at(second),
});

/** The fact store in a few lines: one fact per kind and id, the newest of each. */
function worthOf(events: readonly PurchaseEvent[], policy = defaultPolicy, now = new Date(at(30))) {
  const kept = new Map<string, PurchaseEvent>();
  const keep = (key: string, event: PurchaseEvent) => {
    const known = kept.get(key);
    if (!known || isNewer(event, known)) kept.set(key, event);
  };
  for (const event of events) {
    keep(keyOf(event), event);
    if (givesAgain(event)) keep("activation", event);
    if (event.kind === "subscription" && event.collectionPaused?.startsNow) keep("collection_pause", event);
  }
  const special = new Set(["activation", "collection_pause"]);
  const of = <T extends PurchaseEvent>(kind: T["kind"]) =>
    [...kept].flatMap(([key, event]) => (event.kind === kind && !special.has(key) ? [event as T] : []));
  const subscription = of<SubscriptionSeen>("subscription")[0] ?? null;
  const payments = of<PaymentSeen>("payment");
  const facts: Facts = {
    payment: payments[0] ?? null,
    subscription,
    payments: subscription ? payments : [],
    activatedAt: kept.get("activation")?.asOf ?? null,
    collectionPausedBy: (kept.get("collection_pause") as SubscriptionSeen | undefined) ?? null,
    refunds: of<RefundSeen>("refund"),
    disputes: of<DisputeSeen>("dispute"),
  };
  const worth = foldFacts(facts, policy, now);
  return (
    worth && { ...worth, productIds: (subscription ?? payments[0])?.lines.map(({ productId }) => productId) }
  );
}

function keyOf(event: PurchaseEvent): string {
  if (event.kind === "refund") return event.refundId;
  return event.kind === "dispute" ? event.disputeId : event.kind;
}

function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [place, item] of items.entries())
    for (const rest of permutations([...items.slice(0, place), ...items.slice(place + 1)]))
      yield [item, ...rest];
}

type Family = {
  name: string;
  events: PurchaseEvent[];
  live: boolean;
  reason: string | null;
  productId?: string;
};
const families: Family[] = [
  { name: "a sale", events: [payment(1)], live: true, reason: null },
  { name: "a declined card", events: [payment(1, "failed")], live: false, reason: null },
  {
    name: "waiting, failed, then paid",
    events: [payment(1, "waiting"), payment(2, "failed"), payment(3)],
    live: true,
    reason: null,
  },
  {
    name: "a full refund",
    events: [payment(1), refund("r1", 2, 1000, false)],
    live: false,
    reason: "refund",
  },
  { name: "a partial refund", events: [payment(1), refund("r1", 2, 400)], live: true, reason: null },
  {
    name: "two partial refunds that are everything",
    events: [payment(1), refund("r1", 2, 400), refund("r2", 3, 600)],
    live: false,
    reason: "refund",
  },
  {
    name: "one partial refund told twice",
    events: [payment(1), refund("r1", 2, 600), refund("r1", 2, 600)],
    live: true,
    reason: null,
  },
  { name: "a dispute that is open", events: [payment(1), dispute(2, "open")], live: true, reason: null },
  {
    name: "a dispute that was won",
    events: [payment(1), dispute(2, "open"), dispute(3, "won")],
    live: true,
    reason: null,
  },
  {
    name: "a dispute that was lost",
    events: [payment(1), dispute(2, "open"), dispute(3, "lost")],
    live: false,
    reason: "dispute_lost",
  },
  {
    name: "lost, and a second one won",
    events: [payment(1), dispute(2, "lost"), dispute(3, "won", "dis_2")],
    live: false,
    reason: "dispute_lost",
  },
  { name: "a subscription", events: [subscription(1, "active")], live: true, reason: null },
  {
    name: "one that never began",
    events: [subscription(1, "pending"), subscription(2, "failed")],
    live: false,
    reason: null,
  },
  {
    name: "renewals",
    events: [subscription(1, "active"), subscription(2, "active", false), subscription(3, "active", false)],
    live: true,
    reason: null,
  },
  {
    name: "past due is grace",
    events: [subscription(1, "active"), subscription(2, "past_due")],
    live: true,
    reason: null,
  },
  {
    name: "on hold",
    events: [subscription(1, "active"), subscription(2, "past_due"), subscription(3, "on_hold")],
    live: false,
    reason: "subscription_on_hold",
  },
  {
    name: "on hold and back",
    events: [subscription(1, "active"), subscription(2, "on_hold"), subscription(3, "active")],
    live: true,
    reason: null,
  },
  {
    name: "paused, back, paused again",
    events: [
      subscription(1, "active"),
      subscription(2, "paused"),
      subscription(3, "active"),
      subscription(4, "paused"),
    ],
    live: false,
    reason: "subscription_paused",
  },
  {
    name: "cancelled",
    events: [subscription(1, "active"), subscription(2, "active", false), subscription(3, "cancelled")],
    live: false,
    reason: "subscription_cancelled",
  },
  {
    name: "expired after a hold",
    events: [subscription(1, "active"), subscription(2, "on_hold"), subscription(3, "expired")],
    live: false,
    reason: "subscription_expired",
  },
  {
    name: "begin and end in one moment",
    events: [subscription(1, "active"), subscription(1, "cancelled")],
    live: false,
    reason: "subscription_cancelled",
  },
  {
    name: "two ends in one moment",
    events: [subscription(1, "active"), subscription(2, "cancelled"), subscription(2, "expired")],
    live: false,
    reason: "subscription_expired",
  },
  {
    name: "hold and payment in one moment",
    events: [subscription(1, "active"), subscription(2, "on_hold"), subscription(2, "active", false)],
    live: false,
    reason: "subscription_on_hold",
  },
  {
    name: "a plan changed twice",
    events: [
      subscription(1, "active"),
      subscription(2, "active", true, "pdt_2"),
      subscription(3, "active", true, "pdt_3"),
    ],
    live: true,
    reason: null,
    productId: "pdt_3",
  },
  {
    name: "two plans in one moment",
    events: [
      subscription(1, "active"),
      subscription(2, "active", true, "pdt_2"),
      subscription(2, "active", true, "pdt_3"),
    ],
    live: true,
    reason: null,
    productId: "pdt_3",
  },
  {
    name: "a refund of a subscription's payment",
    events: [subscription(1, "active"), refund("r1", 2, 1000, false)],
    live: true,
    reason: null,
  },
  {
    name: "a lost dispute ends a subscription",
    events: [subscription(1, "active"), dispute(2, "open"), dispute(3, "lost")],
    live: false,
    reason: "dispute_lost",
  },
  {
    name: "a lost dispute, then activated again",
    events: [subscription(1, "active"), dispute(2, "lost"), subscription(3, "active")],
    live: true,
    reason: null,
  },
  {
    name: "six facts",
    events: [
      subscription(1, "active"),
      subscription(2, "past_due"),
      subscription(3, "on_hold"),
      subscription(4, "active"),
      dispute(5, "open"),
      subscription(6, "paused"),
    ],
    live: false,
    reason: "subscription_paused",
  },
];

describe("what a purchase is worth", () => {
  test.each(families)("$name: the same in every order, and told any number of times", (family) => {
    const { events, live, reason, productId } = family;
    const orders = [...permutations(events)];
    for (const order of orders) {
      const worth = worthOf(order);
      expect(worth).toMatchObject({ live, reason, ...(productId && { productIds: [productId] }) });
      expect(worthOf([...order, ...order.slice(0, 3)])).toEqual(worth);
    }
  });

  test("random facts, shuffled and doubled, are worth the same", () => {
    const second = fc.integer({ min: 0, max: 4 });
    const status = fc.constantFrom<SubscriptionStatus>(
      "pending",
      "active",
      "past_due",
      "on_hold",
      "paused",
      "cancelled",
      "expired",
      "failed",
    );
    const fact: fc.Arbitrary<PurchaseEvent> = fc.oneof(
      fc
        .tuple(second, status, fc.boolean(), fc.constantFrom("pdt_1", "pdt_2"))
        .map((args) => subscription(...args)),
      fc
        .tuple(second, fc.constantFrom<PaymentSeen["status"]>("succeeded", "failed", "waiting"))
        .map((args) => payment(...args)),
      fc
        .tuple(fc.constantFrom("r1", "r2"), second, fc.integer({ min: 1, max: 900 }))
        .map((args) => refund(...args)),
      fc
        .tuple(
          second,
          fc.constantFrom<DisputeSeen["outcome"]>("open", "won", "lost"),
          fc.constantFrom("d1", "d2"),
        )
        .map((args) => dispute(...args)),
    );
    const story = fc
      .array(fact, { minLength: 1, maxLength: 10 })
      .chain((events) =>
        fc.tuple(
          fc.constant(events),
          fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
        ),
      );
    fc.assert(
      fc.property(story, ([events, shuffled]) => {
        const [one, other] = [worthOf(events), worthOf(shuffled)];
        expect(other && { ...other, activatedAt: null }).toEqual(one && { ...one, activatedAt: null });
      }),
      { numRuns: 4_000 },
    );
  }, 60_000);
});

describe("what providers leave open", () => {
  const days = (count: number) => new Date(Date.parse(at(1)) + count * 86_400_000);
  const paused = {
    ...subscription(2, "active", false),
    collectionPaused: { startsNow: true },
    nextBillingAt: days(20).toISOString(),
  };

  test("paused collection ends access at once, with the paid period, or not at all", () => {
    const life = [subscription(1, "active"), paused];
    expect(worthOf(life)).toMatchObject({ live: false, reason: "subscription_paused" });
    const endOfPeriod = { ...defaultPolicy, pausedCollection: "end_of_period" as const };
    expect(worthOf(life, endOfPeriod, days(19))).toMatchObject({ live: true, until: days(20).toISOString() });
    expect(worthOf(life, endOfPeriod, days(20))).toMatchObject({
      live: false,
      reason: "subscription_paused",
    });
    // Periods go on while nothing is collected: the one that was paid for counts.
    const later = {
      ...paused,
      asOf: at(9),
      collectionPaused: { startsNow: false },
      nextBillingAt: days(50).toISOString(),
    };
    expect(worthOf([...life, later], endOfPeriod, days(20))).toMatchObject({ live: false });
    expect(worthOf(life, { ...defaultPolicy, pausedCollection: "keep" })).toMatchObject({ live: true });
  });

  test("collecting again gives access back", () => {
    const life = [subscription(1, "active"), paused, subscription(3, "active", false)];
    expect(worthOf(life)).toMatchObject({ live: true, reason: null });
  });

  test("past due keeps access, or for a number of days", () => {
    const late = { ...subscription(2, "past_due"), periodStartedAt: at(1) };
    const life = [subscription(1, "active"), late];
    expect(worthOf(life, defaultPolicy, days(400))).toMatchObject({ live: true, until: null });
    const aWeek = { ...defaultPolicy, pastDueDays: 7 };
    expect(worthOf(life, aWeek, days(6))).toMatchObject({ live: true, until: days(7).toISOString() });
    expect(worthOf(life, aWeek, days(8))).toMatchObject({ live: false, reason: "subscription_on_hold" });
  });

  test("a subscription by invoice gives nothing before its first invoice is paid", () => {
    const sent = { ...subscription(1, "active"), sentByInvoice: true };
    const paid = { ...payment(2), subscriptionIds: ["sub_1"], lines: [] };
    expect(worthOf([sent])).toMatchObject({ live: false, reason: null });
    expect(worthOf([sent, paid])).toMatchObject({ live: true });
    expect(worthOf([sent, paid, { ...sent, status: "past_due" as const, asOf: at(3) }])).toMatchObject({
      live: true,
    });
  });

  test("a failed refund restores what it took, however it was reported", () => {
    const total: RefundSeen = { ...refund("refunds of ch_1", 2, 1000, false), counts: "total" };
    const part: RefundSeen = { ...refund("re_1", 2, 1000), partial: null };
    const failed: RefundSeen = { ...part, status: "failed", asOf: at(5) };
    expect(worthOf([payment(1), total])).toMatchObject({ live: false, reason: "refund" });
    expect(worthOf([payment(1), part])).toMatchObject({ live: false, reason: "refund" });
    for (const order of permutations<PurchaseEvent>([payment(1), total, part, failed]))
      expect(worthOf(order)).toMatchObject({ live: true });
  });

  test("a refund that does not say whether it is partial is judged by its amount", () => {
    const unsaid = (amount: number | null): RefundSeen => ({ ...refund("r1", 2, 0), amount, partial: null });
    expect(worthOf([payment(1), unsaid(400)])).toMatchObject({ live: true });
    expect(worthOf([payment(1), unsaid(1000)])).toMatchObject({ live: false });
    expect(worthOf([payment(1), unsaid(null)])).toMatchObject({ live: false });
  });
});

test("times are compared to the microsecond, across offsets", () => {
  const early = { ...subscription(1, "cancelled"), asOf: "2026-01-01T00:00:01.000001Z" };
  const later = { ...subscription(1, "active"), asOf: "2026-01-01T02:00:01.000002+02:00" };
  expect(isNewer(later, early)).toBe(true);
  expect(isNewer(early, later)).toBe(false);
  expect(isNewer(early, { ...early })).toBe(false);
});
