import { Refusal } from "../../../refusal";
import { change, emit } from "../events";
import { type Merchant, need } from "../merchant";
import type { Customer } from "../objects";
import { end } from "./end";

/** Another address or name; what was billed before keeps the old one. */
export function changeCustomer(
  merchant: Merchant,
  id: string,
  given: { email?: string | null | undefined; name?: string | null | undefined },
): Customer {
  const customer = livingCustomer(merchant, id);
  change(merchant, "customer.updated", customer, (one) => {
    if (given.email !== undefined) one.email = given.email;
    if (given.name !== undefined) one.name = given.name;
  });
  return customer;
}

/** Everything that still runs ends at once, each with its own event; afterwards only the id is left. */
export function deleteCustomer(merchant: Merchant, id: string): void {
  const customer = livingCustomer(merchant, id);
  for (const subscription of merchant.account.subscriptions.values()) {
    const isOver = subscription.ended_at !== null;
    if (subscription.customer === id && !isOver) end(merchant, subscription, null);
  }
  merchant.account.customers.set(id, { id, object: "customer", deleted: true });
  emit(merchant, "customer.deleted", customer);
}

function livingCustomer(merchant: Merchant, id: string): Customer {
  const customer = need(merchant, "customers", id);
  if (customer.deleted) throw new Refusal(`The customer ${id} is deleted.`, 409);
  return customer;
}
