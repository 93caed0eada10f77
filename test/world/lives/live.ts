import type { Line } from "@/db/schema";
import type { Provider, ProviderAccess } from "@/lib/payments/provider";
import { providerNamed } from "@/lib/payments/providers";
import { isTie, newerThanBoth } from "@/lib/purchases/tie";
import { seeded } from "@/test/world/random";
import { Account, type Item, type Truth, worthOfPayment, worthOfSubscription } from "./account";
import { FactMemory } from "./fact-memory";
import type { Shop, Told } from "./shop";
import type { ShopServer } from "./shop-server";

/**
 * One random life of an account: things happen, and its events come late, twice, in any order, some at once and some
 * when all is over. Answers what the facts then say wrongly, with the story; nothing: they say the truth.
 */
export async function live(shop: Shop, server: ShopServer, seed: number): Promise<string[]> {
  const random = seeded(seed);
  const provider = providerNamed(shop.provider);
  const facts = new FactMemory();
  const onTheirWay: Told[] = [];
  const account = new Account(random, shop.powers, (happening) => {
    const told = shop.tell(account, happening);
    onTheirWay.push(...told, ...told.filter(() => random.chance(0.15)));
  });
  const access = { apiKey: `${shop.provider}-${seed}`, baseUrl: server.url };
  server.accounts.set(access.apiKey, { answer: (url) => shop.answer(account, url), now: () => account.now });
  const steps = 3 + random.below(18);
  const eager = random.pick([0, 0.3, 0.8]);
  for (let step = 0; step < steps; step += 1) {
    account.step();
    for (const told of random.shuffle(onTheirWay.splice(0)))
      if (random.chance(eager)) await hear(provider, access, facts, told);
      else onTheirWay.push(told);
  }
  account.now += random.below(3);
  for (const told of random.shuffle(onTheirWay)) await hear(provider, access, facts, told);
  server.accounts.delete(access.apiKey);
  const wrong = differences(account, facts, shop);
  return wrong.length > 0 ? [`seed ${seed} at ${shop.provider}`, ...wrong, ...account.story] : [];
}

/** As `completeFacts` does, without its database. */
async function hear(provider: Provider, access: ProviderAccess, facts: FactMemory, { body }: Told) {
  const read = provider.read(body());
  if ("unreadable" in read) throw new Error(read.unreadable);
  if ("ignored" in read) return;
  const { lookUp } = read;
  const isKnown = lookUp?.unlessKnown && facts.payment(lookUp.unlessKnown.paymentId) !== null;
  const found = lookUp && !isKnown ? await lookUp.ask(access) : [];
  for (const fact of [...read.facts, ...found]) {
    if (fact.kind !== "subscription" || !provider.findSubscription) {
      facts.keep(fact);
      continue;
    }
    const known = facts.subscription(fact.subscriptionId);
    const now = isTie(known, fact) ? await provider.findSubscription(access, fact.subscriptionId) : null;
    const settled = known && now ? newerThanBoth(known, fact, now) : [fact];
    for (const each of settled) facts.keep(each);
  }
}

function differences({ payments, subscriptions }: Account, facts: FactMemory, shop: Shop): string[] {
  const wrong: string[] = [];
  const compare = (what: string, said: unknown, truth: unknown) => {
    const [one, other] = [JSON.stringify(said), JSON.stringify(truth)];
    if (one !== other) wrong.push(`${what}: the facts say ${one}, the truth is ${other}`);
  };
  for (const payment of payments) {
    if (payment.items.length > 0 || payment.subscriptions.length === 0) {
      compare(payment.id, worth(facts.worthOfPayment(payment.id)), worthOfPayment(payment));
      if (payment.status === "succeeded")
        compare(
          `lines of ${payment.id}`,
          linesOf(facts.payment(payment.id)?.lines),
          itemsOf(payment.items, shop),
        );
    }
    compare(
      `subscriptions of ${payment.id}`,
      facts.subscriptionsOf(payment.id),
      payment.subscriptions.map(({ id }) => id).sort(),
    );
  }
  for (const subscription of subscriptions) {
    const { id } = subscription;
    compare(id, worth(facts.worthOfSubscription(id)), worthOfSubscription(subscription));
    // Of an end only the end is read, not every line.
    if (worthOfSubscription(subscription).live)
      compare(`lines of ${id}`, linesOf(facts.subscription(id)?.lines), itemsOf(subscription.items, shop));
  }
  return wrong;
}

/** What was never heard of gives nothing. */
const worth = (seen: Truth | null) => ({ live: seen?.live ?? false, reason: seen?.reason ?? null });
const linesOf = (lines: Line[] = []) =>
  lines.map(({ productId, priceId, quantity }) => `${quantity} ${productId} ${priceId}`).sort();
const itemsOf = (items: Item[], shop: Shop) =>
  items
    .map(({ product, price, quantity }) => `${quantity} ${product} ${shop.powers.prices ? price : null}`)
    .sort();
