import { Refusal } from "../../refusal";
import type { World } from "../../state";
import type { Collection, StripeAccount } from "./account";

/** One account at work: what each step of its life is given. */
export type Merchant = {
  readonly world: World;
  readonly account: StripeAccount;
  /** The account's time in whole seconds, as Stripe writes every time. */
  now(): number;
  /** The ids of the events sent since this merchant was opened. */
  readonly sent: string[];
  isOpen(): boolean;
  changed(): void;
};

type ItemOf<Name extends Collection> = StripeAccount[Name] extends Map<string, infer Item> ? Item : never;

/** For steps that a test or a page asks for: the thing must be there. */
export function need<Name extends Collection>(
  { account }: Merchant,
  collection: Name,
  id: string,
): ItemOf<Name> {
  const map = account[collection] as Map<string, ItemOf<Name>>;
  const item = map.get(id);
  if (!item) throw new Refusal(`The Stripe account has no ${collection} ${id}.`, 404);
  return item;
}
