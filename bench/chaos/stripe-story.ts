import { webhookEvents } from "@/lib/payments/stripe/lists";
import { type Random, seeded } from "@/test/world/random";
import type { Rig } from "./rig";
import {
  type Connection,
  disorder,
  newPerson,
  type Person,
  type Product,
  type Purchase,
  type Sent,
  type Shop,
  type Story,
  type StoryOptions,
} from "./story";

type World = { connections: readonly Connection[]; shops: readonly Shop[]; strangers: readonly string[] };
type Sale = { customer_id: string; subscription_id: string | null; payment_id: string; events: string[] };
type StripeEvent = { id: string; type: string; body: object };

/** About how many of a purchase's events the webhook gets. */
const eventsPerPurchase = 6;

/**
 * Sales and lives at the sandbox's Stripe, which has them all before the storm begins: whoever asks it gets its final
 * state, as after an outage. The events are delivered afterwards, some twice, and out of order.
 */
export async function makeStripeStory(
  rig: Rig,
  { connections, shops, strangers }: World,
  options: StoryOptions,
): Promise<Story> {
  const random = seeded(options.seed);
  const unique = Math.round(options.deliveries / (1 + options.duplicates));
  const users = [...strangers];
  const people: Person[] = [];
  const purchases: Purchase[] = [];
  const places = new Map<string, { purchase: number; second: number }>();
  while (purchases.length * eventsPerPurchase < unique) {
    const person = newPerson(random, shops, people.length, users);
    const shop = shops[person.shop];
    if (!shop) throw new Error("a storm needs a shop");
    people.push(person);
    person.customerId = "";
    const count = random.chance(0.35) ? 2 : 1;
    for (let nth = 0; nth < count; nth++) {
      const life = new Life(rig, random, shop, person);
      const bought = await life.live();
      purchases.push({ person: people.length - 1, ...bought });
      for (const [second, id] of life.events.entries())
        places.set(id, { purchase: purchases.length - 1, second });
    }
  }
  const sent: Sent[] = [];
  for (const connection of connections)
    for (const { id, type, body } of await eventsOf(rig, connection)) {
      const place = places.get(id);
      const person = place && purchases[place.purchase]?.person;
      if (place && person !== undefined && webhookEvents.some((known) => known === type))
        sent.push({ ...place, delivery: { connection, id, body: JSON.stringify(body), person } });
    }
  const deliveries = disorder(random, sent, Math.round(sent.length * options.duplicates));
  return { people, purchases, deliveries, events: sent.length };
}

async function eventsOf(rig: Rig, { account }: Connection): Promise<StripeEvent[]> {
  const query = new URLSearchParams({ provider: "stripe", account });
  return (await rig.control<{ events: StripeEvent[] }>(`/shop/events?${query}`)).events;
}

type State = "active" | "past_due" | "unpaid" | "paused" | "collection_paused" | "ended";
type Turn = { step: string; to: State };
const turns: Record<Exclude<State, "ended">, readonly [Turn, ...Turn[]]> = {
  active: [
    { step: "renew", to: "active" },
    { step: "change-plan", to: "active" },
    { step: "past-due", to: "past_due" },
    { step: "hold", to: "unpaid" },
    { step: "pause", to: "paused" },
    { step: "pause-collection", to: "collection_paused" },
    { step: "cancel", to: "ended" },
    { step: "expire", to: "ended" },
  ],
  past_due: [
    { step: "activate", to: "active" },
    { step: "hold", to: "unpaid" },
    { step: "cancel", to: "ended" },
  ],
  unpaid: [
    { step: "activate", to: "active" },
    { step: "cancel", to: "ended" },
  ],
  paused: [
    { step: "unpause", to: "active" },
    { step: "unpause", to: "active" },
    { step: "cancel", to: "ended" },
  ],
  collection_paused: [
    { step: "resume-collection", to: "active" },
    { step: "cancel", to: "ended" },
  ],
};

/** One purchase from its sale to its end, and the oracle: whether it gives access after all its events. */
class Life {
  readonly events: string[] = [];

  constructor(
    private readonly rig: Rig,
    private readonly random: Random,
    private readonly shop: Shop,
    private readonly person: Person,
  ) {}

  async live(): Promise<Omit<Purchase, "person">> {
    return this.random.chance(0.4) ? this.once() : this.subscribe();
  }

  private async once(): Promise<Omit<Purchase, "person">> {
    const how = this.random.pick(["checkout", "payment_link", "invoice"]);
    const { payment_id: externalId } = await this.buy("Lifetime", how);
    const live = await this.moneyBack(externalId);
    return { externalId, live, product: "Lifetime" };
  }

  private async moneyBack(payment: string): Promise<boolean> {
    const refund = async (body: object) => {
      const answer = await this.act(`/shop/payments/${payment}/refund`, body);
      return (answer.refund as { id: string }).id;
    };
    const fate = this.random.next();
    if (fate < 0.15) await refund({});
    else if (fate < 0.25) {
      await refund({ amount: 400 });
      await refund({ amount: 600 });
    } else if (fate < 0.35) await this.dispute(payment, "lost");
    else {
      if (fate < 0.45) await refund({ amount: 300 });
      else if (fate < 0.55) await this.act(`/shop/refunds/${await refund({})}/fail`);
      else if (fate < 0.6) await this.dispute(payment, "won");
      else if (fate < 0.65) {
        await this.dispute(payment, "lost");
        await this.dispute(payment, "appealed");
        await this.dispute(payment, "appeal_won");
      }
      return true;
    }
    return false;
  }

  private async subscribe(): Promise<Omit<Purchase, "person">> {
    let product: Product = this.random.pick(["Pro", "VIP"]);
    let state: State = "active";
    const how = this.random.pick(["checkout", "payment_link", "dashboard"]);
    const { subscription_id: id, payment_id: payment } = await this.buy(product, how);
    for (let left = this.random.below(6); left > 0 && state !== "ended"; left--) {
      const turn: Turn = this.random.pick(turns[state]);
      if (turn.step === "change-plan") product = product === "Pro" ? "VIP" : "Pro";
      await this.act(`/shop/subscriptions/${id}/${turn.step}`, this.bodyOf(turn, product));
      state = turn.to;
    }
    // A refund of one payment is only noted; a lost dispute of one ends the subscription.
    if (this.random.chance(0.1)) await this.act(`/shop/payments/${payment}/refund`, { amount: 300 });
    const isLost = this.random.chance(0.15);
    if (isLost) await this.dispute(payment, "lost");
    const live = (state === "active" || state === "past_due") && !isLost;
    return { externalId: id ?? "", live, product };
  }

  private bodyOf({ step }: Turn, product: Product): object {
    return step === "change-plan" ? { product: this.shop.products[product] } : {};
  }

  private async buy(product: Product, how: string): Promise<Sale> {
    const { person, shop } = this;
    const sale = (await this.act("/shop/buy", {
      provider: "stripe",
      account: shop.connection.account,
      product: shop.products[product],
      how,
      email: person.email,
      name: person.email,
      create_customer: true,
      ...(person.customerId && { customer: person.customerId }),
    })) as Sale;
    person.customerId = sale.customer_id;
    return sale;
  }

  /** Disputes come in a second of their own: within one, an activation and a loss have no order. */
  private async dispute(payment: string, outcome: string): Promise<void> {
    await this.wait(2);
    await this.act(`/shop/payments/${payment}/dispute`, { outcome });
  }

  /** Many steps share a second, as Stripe's times are whole seconds. */
  private async act(path: string, body: object = {}) {
    await this.wait(this.random.below(3));
    const answer = await this.rig.control<{ events: string[] } & Record<string, unknown>>(path, body);
    this.events.push(...answer.events);
    return answer;
  }

  private async wait(seconds: number): Promise<void> {
    const { account } = this.shop.connection;
    await this.rig.control("/shop/set", { provider: "stripe", account, advance_seconds: seconds });
  }
}
