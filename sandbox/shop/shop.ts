import { sandboxCredentials } from "../credentials";
import { Refusal } from "../refusal";
import type { World } from "../state";
import { type Account, newAccount, shopId } from "./accounts";
import { resumeDeliveries } from "./deliver";
import type { Shop } from "./open-shop";
import { outboxOf } from "./outbox";
import { fromJson, toJson } from "./saved";
import { seedProducts } from "./seed";

type ShopState = { accounts: Map<string, Account>; lastMicros: number };

/** A refusal with Dodo's machine-readable code; control calls and pages show only its message. */
export class ShopRefusal extends Refusal {
  constructor(
    status: 401 | 404 | 409 | 422,
    readonly code: string,
    message: string,
  ) {
    super(message, status);
  }
}

const shops = new WeakMap<World, Shop>();

/** The payment provider of this sandbox; all routers share one. */
export function shopOf(world: World): Shop {
  const known = shops.get(world);
  if (known) return known;
  const state = world.area<ShopState>("shop", {
    initial: (before) => seededState(world, before),
    toJSON: (shop) => [...shop.accounts.values()].map(toJson),
    fromJSON: (json) => restoredState(json as Record<string, unknown>[]),
  });
  const shop: Shop = {
    world,
    get accounts() {
      return state().accounts;
    },
    get lastMicros() {
      return state().lastMicros;
    },
    set lastMicros(micros: number) {
      state().lastMicros = micros;
    },
    changed: () => world.changed("shop"),
  };
  shops.set(world, shop);
  for (const account of shop.accounts.values()) resumeDeliveries(outboxOf(shop, account));
  return shop;
}

/** A reset removes sales but keeps the merchant's webhook endpoints, so a running product stays connected. */
function seededState(world: World, before?: ShopState): ShopState {
  const { businessId, apiKey } = sandboxCredentials.dodo;
  const demo = newAccount({ business_id: businessId, name: "Demo Community", api_key: apiKey });
  for (const [id, endpoint] of before?.accounts.get(businessId)?.endpoints ?? [])
    demo.endpoints.set(id, endpoint);
  const since = new Date(world.now()).toISOString();
  for (const product of seedProducts(demo, since)) demo.products.set(product.product_id, product);
  return { accounts: new Map([[businessId, demo]]), lastMicros: 0 };
}

function restoredState(json: Record<string, unknown>[]): ShopState {
  const blank = () => newAccount({ business_id: "", name: "", api_key: "" });
  const accounts = json.map((one) => fromJson(blank(), one));
  return { accounts: new Map(accounts.map((account) => [account.business_id, account])), lastMicros: 0 };
}

export function openAccount(shop: Shop, name: string): Account {
  const account = newAccount({
    business_id: shopId("bus"),
    name,
    api_key: `sandbox_dodo_${shopId("key").slice(4)}`,
  });
  shop.accounts.set(account.business_id, account);
  shop.changed();
  return account;
}

/** The named account, or the seeded one (always the first). */
export function findAccount(shop: Shop, businessId?: string | null): Account {
  const account = businessId ? shop.accounts.get(businessId) : shop.accounts.values().next().value;
  if (!account) throw new ShopRefusal(404, "NOT_FOUND", `There is no account ${businessId}.`);
  return account;
}

export function findAccountByKey(shop: Shop, key: string): Account | undefined {
  for (const account of shop.accounts.values()) if (account.api_key === key) return account;
  return undefined;
}

/** The account that has this id; ids are unique over all accounts. */
export function findOwner(
  shop: Shop,
  kind: "products" | "checkouts" | "subscriptions" | "payments" | "disputes" | "events",
  id: string,
): Account {
  for (const account of shop.accounts.values()) if (account[kind].has(id)) return account;
  throw new ShopRefusal(404, "NOT_FOUND", `There is no ${kind.replace(/s$/, "")} ${id}.`);
}

export function found<T>(map: Map<string, T>, id: string): T {
  const item = map.get(id);
  if (!item) throw new ShopRefusal(404, "NOT_FOUND", "Item not found");
  return item;
}
