import { type Random, seeded } from "@/test/world/random";

export type StormProvider = "dodo" | "stripe";

/** A business's connection to its payment provider. The storm changes its key and its secret. */
export type Connection = {
  id: string;
  provider: StormProvider;
  /** What the sandbox calls the business's account. */
  account: string;
  apiKey: string;
  secret: string;
  /** Being removed and made again: events are refused meanwhile. */
  isAway: boolean;
};

/** One server of one business, with the products that give access to it. */
export type Shop = {
  connection: Connection;
  guildId: string;
  roles: Record<"Pro" | "VIP", string>;
  products: Record<Product, string>;
  /** People who were in the server before anybody bought. */
  early: string[];
  /** Lifetime also gives a membership without a role. */
  sellsMembership: boolean;
};
export type Product = "Pro" | "VIP" | "Lifetime";

export type Person = {
  email: string;
  customerId: string;
  shop: number;
  user: string;
  /** The account that this person switches to during the storm. */
  secondUser: string | null;
  wasThere: boolean;
};

export type Purchase = {
  person: number;
  externalId: string;
  /** Whether it gives access after all its events: the oracle. */
  live: boolean;
  product: Product;
};

export type Delivery = { connection: Connection; id: string; body: string; person: number };
export type Story = { people: Person[]; purchases: Purchase[]; deliveries: Delivery[]; events: number };

type Event = { purchase: number; type: string; second: number; data: Record<string, unknown> };
export type StoryOptions = { deliveries: number; duplicates: number; seed: number };

/**
 * Purchases and their events, delivered as on a payment provider's worst day: some twice, and out of order. The same
 * seed and shops make the same story.
 */
export function makeStory(
  shops: readonly Shop[],
  strangers: readonly string[],
  options: StoryOptions,
): Story {
  const random = seeded(options.seed);
  const unique = Math.round(options.deliveries / (1 + options.duplicates));
  const people: Person[] = [];
  const purchases: Purchase[] = [];
  const events: Event[] = [];
  const users = [...strangers];
  while (events.length < unique) {
    const person = newPerson(random, shops, people.length, users);
    people.push(person);
    const count = random.chance(0.35) ? 2 : 1;
    for (let nth = 0; nth < count; nth++)
      events.push(...addPurchase(random, { people, purchases, shop: shops[person.shop], unique }));
  }
  const used = events.slice(0, unique);
  judge(purchases, used);
  return {
    people,
    purchases,
    deliveries: disorder(
      random,
      deliveriesOf(used, { shops, people, purchases }),
      options.deliveries - used.length,
    ),
    events: used.length,
  };
}

export function newPerson(random: Random, shops: readonly Shop[], number: number, users: string[]): Person {
  const shop = random.below(shops.length);
  const early = shops[shop]?.early ?? [];
  const wasThere = random.chance(0.2) && early.length > 0;
  const user = (wasThere ? early[random.below(early.length)] : users.pop()) ?? "";
  const secondUser = random.chance(0.05) ? (users.pop() ?? null) : null;
  return {
    email: `p${number}@storm.test`,
    customerId: `cus_storm_${number}`,
    shop,
    user,
    secondUser,
    wasThere,
  };
}

type StoryState = { people: Person[]; purchases: Purchase[]; shop: Shop | undefined; unique: number };

function addPurchase(random: Random, state: StoryState): Event[] {
  const { people, purchases, shop } = state;
  const person = people.at(-1);
  if (!person || !shop) return [];
  const purchase = purchases.length;
  const once = random.chance(0.4);
  const externalId = `${once ? "pay" : "sub"}_storm_${purchase}`;
  const product: Product = once ? "Lifetime" : random.pick(["Pro", "VIP"]);
  purchases.push({ person: people.length - 1, externalId, live: false, product });
  const customer = { customer_id: person.customerId, email: person.email, name: person.email };
  const context = { purchase, externalId, customer, shop, random };
  return once ? oneTimeEvents(context) : subscriptionEvents(context, product);
}

type PurchaseContext = {
  purchase: number;
  externalId: string;
  customer: Record<string, string>;
  shop: Shop;
  random: Random;
};

function oneTimeEvents({ purchase, externalId, customer, shop, random }: PurchaseContext): Event[] {
  const paid = {
    payment_id: externalId,
    product_cart: [{ product_id: shop.products.Lifetime }],
    status: "succeeded",
    total_amount: 1000,
    currency: "USD",
    customer,
  };
  const events: Event[] = [{ purchase, type: "payment.succeeded", second: 1, data: paid }];
  const add = (type: string, data: Record<string, unknown>) =>
    events.push({ purchase, type, second: events.length + 1, data: { payment_id: externalId, ...data } });
  const refund = (nth: number, amount: number, partial: boolean) =>
    add("refund.succeeded", { refund_id: `ref_${externalId}_${nth}`, amount, is_partial: partial });
  const fate = random.next();
  if (fate < 0.2) refund(1, 1000, false);
  else if (fate < 0.3) refund(1, 300, true);
  else if (fate < 0.4) {
    refund(1, 400, true);
    refund(2, 600, true);
  } else if (fate < 0.55) {
    add("dispute.opened", { dispute_id: `dis_${externalId}` });
    add(random.chance(0.5) ? "dispute.lost" : "dispute.won", { dispute_id: `dis_${externalId}` });
  }
  return events;
}

type Turn = { type: string; status: string; ends?: boolean };
const turns: Record<string, readonly [Turn, ...Turn[]]> = {
  active: [
    { type: "renewed", status: "active" },
    { type: "plan_changed", status: "active" },
    { type: "on_hold", status: "on_hold" },
    { type: "paused", status: "paused" },
    { type: "cancelled", status: "cancelled", ends: true },
    { type: "expired", status: "expired", ends: true },
  ],
  on_hold: [
    { type: "active", status: "active" },
    { type: "cancelled", status: "cancelled", ends: true },
  ],
  paused: [
    { type: "unpaused", status: "active" },
    { type: "unpaused", status: "active" },
    { type: "expired", status: "expired", ends: true },
  ],
};

function subscriptionEvents(
  { purchase, externalId, customer, shop, random }: PurchaseContext,
  first: Product,
): Event[] {
  let product = first;
  let turn: Turn = { type: "active", status: "active" };
  const events: Event[] = [];
  const length = 1 + random.below(7);
  for (let second = 1; second <= length; second++) {
    if (turn.type === "plan_changed") product = product === "Pro" ? "VIP" : "Pro";
    const data = {
      subscription_id: externalId,
      product_id: shop.products[product],
      status: turn.status,
      customer,
      recurring_pre_tax_amount: 1000,
      currency: "USD",
    };
    events.push({ purchase, type: `subscription.${turn.type}`, second, data });
    if (turn.ends) break;
    turn = random.pick(turns[turn.status] ?? [turn]);
  }
  return events;
}

/** The oracle: whether each purchase gives access after all its events, in the order in which they happened. */
function judge(purchases: Purchase[], events: readonly Event[]): void {
  for (const [number, purchase] of purchases.entries()) {
    const own = events.filter((event) => event.purchase === number).sort((a, b) => a.second - b.second);
    const types = own.map(({ type }) => type);
    const last = own.at(-1);
    if (purchase.externalId.startsWith("sub_")) {
      const plans = own.filter(({ type }) => type === "subscription.plan_changed").length;
      if (plans % 2 === 1) purchase.product = purchase.product === "Pro" ? "VIP" : "Pro";
      purchase.live = last?.data.status === "active";
    } else {
      const refunded = own.reduce((sum, { data }) => sum + Number(data.refund_id ? data.amount : 0), 0);
      purchase.live =
        types.includes("payment.succeeded") && refunded < 1000 && !types.includes("dispute.lost");
    }
  }
}

type Stage = { shops: readonly Shop[]; people: Person[]; purchases: Purchase[] };

function deliveriesOf(events: readonly Event[], { shops, people, purchases }: Stage): Sent[] {
  return events.flatMap((event, number) => {
    const purchase = purchases[event.purchase];
    const shop = shops[people[purchase?.person ?? 0]?.shop ?? 0];
    if (!purchase || !shop) return [];
    const { connection } = shop;
    const delivery = { connection, id: `msg_${number}`, body: bodyOf(shop, event), person: purchase.person };
    return [{ ...event, delivery }];
  });
}

/** `second` is the event's place in the life of its purchase. */
export type Sent = { purchase: number; second: number; delivery: Delivery };

/** Purchases overlap, the events of one purchase overtake each other, and some events come twice. */
export function disorder(random: Random, events: readonly Sent[], doubles: number): Delivery[] {
  const starts = new Map<number, number>();
  const startOf = (purchase: number) => {
    const start = starts.get(purchase) ?? random.next();
    starts.set(purchase, start);
    return start;
  };
  const all = events.map(({ purchase, second, delivery }) => {
    const when = () => startOf(purchase) + second * 0.02 + random.next() * 0.1;
    return { delivery, at: when(), again: when() + random.next() * 0.2 };
  });
  const doubled = random.shuffle(all).slice(0, doubles);
  return [
    ...all.map(({ delivery, at }) => ({ delivery, at })),
    ...doubled.map(({ delivery, again }) => ({ delivery, at: again })),
  ]
    .sort((one, other) => one.at - other.at)
    .map(({ delivery }) => delivery);
}

const beginning = Date.UTC(2026, 0, 1);

function bodyOf(shop: Shop, { type, second, data }: Event): string {
  const timestamp = new Date(beginning + second * 60_000).toISOString().replace("Z", "123Z");
  return JSON.stringify({ business_id: shop.connection.account, type, timestamp, data });
}

/** The roles that a shop's product gives; Lifetime and Pro share one. */
export function rolesOf(shop: Shop, product: Product): string[] {
  return product === "VIP" ? [shop.roles.Pro, shop.roles.VIP] : [shop.roles.Pro];
}

/** How many grants a live purchase of this product has. */
export function grantsOf(shop: Shop, product: Product): number {
  if (product === "Lifetime") return shop.sellsMembership ? 2 : 1;
  return product === "VIP" ? 2 : 1;
}
