import Stripe from "stripe";
import { sandboxCredentials } from "../../credentials";
import { Refusal } from "../../refusal";
import type { World } from "../../state";
import { resumeDeliveries } from "../deliver";
import { fromJson, toJson } from "../saved";
import { type Collection, newStripeAccount, type StripeAccount } from "./account";
import { neededRights, newKey } from "./keys";
import type { Merchant } from "./merchant";
import { outboxOf } from "./outbox";
import { seedProducts } from "./seed";
import { stripeId } from "./stripe-id";

/** Stripe in this sandbox: its accounts, by `acct_` and mode. */
export type StripeShop = {
  readonly world: World;
  readonly accounts: Map<string, StripeAccount>;
  open(account: StripeAccount): Merchant;
};

const shops = new WeakMap<World, StripeShop>();

export function stripeOf(world: World): StripeShop {
  const known = shops.get(world);
  if (known) return known;
  const state = world.area<Map<string, StripeAccount>>("stripe", {
    initial: (before) => seededAccounts(world, before),
    toJSON: (accounts) => [...accounts.values()].map(toJson),
    fromJSON: (json) => restoredAccounts(json as Record<string, unknown>[]),
  });
  const shop: StripeShop = {
    world,
    get accounts() {
      return state();
    },
    open: (account) => openMerchant(world, account, () => state().get(accountKey(account)) === account),
  };
  shops.set(world, shop);
  for (const account of shop.accounts.values()) resumeDeliveries(outboxOf(shop.open(account)));
  return shop;
}

function openMerchant(world: World, account: StripeAccount, isOpen: () => boolean): Merchant {
  return {
    world,
    account,
    now: () => Math.floor(world.now() / 1000) + account.clock,
    sent: [],
    isOpen,
    changed: () => world.changed("stripe"),
  };
}

export function accountKey({ id, livemode }: Pick<StripeAccount, "id" | "livemode">): string {
  return livemode ? `${id}:live` : id;
}

/** A reset forgets sales, not the merchant's webhook endpoints: a running product stays connected to its shop. */
function seededAccounts(world: World, before?: Map<string, StripeAccount>): Map<string, StripeAccount> {
  const { accountId, secretKey, restrictedKey } = sandboxCredentials.stripe;
  const demo = newStripeAccount({ id: accountId, name: "Demo Community" }, Stripe.API_VERSION);
  for (const [id, endpoint] of before?.get(accountId)?.endpoints ?? []) demo.endpoints.set(id, endpoint);
  demo.keys.set(secretKey, newKey(false, null, secretKey));
  demo.keys.set(restrictedKey, newKey(false, [...neededRights], restrictedKey));
  seedProducts(openMerchant(world, demo, () => true));
  return new Map([[accountId, demo]]);
}

function restoredAccounts(json: Record<string, unknown>[]): Map<string, StripeAccount> {
  const blank = () => newStripeAccount({ id: "", name: "" }, Stripe.API_VERSION);
  return new Map(json.map((one) => fromJson(blank(), one)).map((one) => [accountKey(one), one]));
}

export function openStripeAccount(
  shop: StripeShop,
  given: { name: string; id?: string | undefined; livemode?: boolean; api_version?: string | undefined },
): { account: StripeAccount; key: string } {
  const { api_version = Stripe.API_VERSION, ...rest } = given;
  const account = newStripeAccount({ ...rest, id: given.id ?? stripeId("acct") }, api_version);
  const key = newKey(account.livemode, null);
  account.keys.set(key.secret, key);
  shop.accounts.set(accountKey(account), account);
  shop.world.changed("stripe");
  return { account, key: key.secret };
}

/** The named account, or the seeded one (always the first). */
export function findMerchant(shop: StripeShop, key?: string | null): Merchant {
  const account = key ? shop.accounts.get(key) : shop.accounts.values().next().value;
  if (!account) throw new Refusal(`There is no Stripe account ${key}.`, 404);
  return shop.open(account);
}

/** The merchant whose account holds this id. */
export function ownerOf(shop: StripeShop, collection: Collection, id: string): Merchant | undefined {
  for (const account of shop.accounts.values()) if (account[collection].has(id)) return shop.open(account);
  return undefined;
}
