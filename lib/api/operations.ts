import { customerOperations } from "./customers";
import { entitlementOperations } from "./entitlements";
import { grantOperations } from "./grants";
import type { Operation } from "./operation";
import { productOperations } from "./products";
import { paymentOperations, subscriptionOperations } from "./purchases";
import { webhookOperations } from "./webhooks";

const allOperations = [
  ...entitlementOperations,
  ...grantOperations,
  ...productOperations,
  ...customerOperations,
  ...webhookOperations,
  ...subscriptionOperations,
  ...paymentOperations,
] as const;

/** Each operation with its exact types, as the routes look them up by path and method. */
export type ListedOperation = (typeof allOperations)[number];

/** Every call of the public API, in the order of the reference. */
export const operations: readonly Operation[] = allOperations;

/** The chapters of the reference. `entitlements.grants.list` belongs to Grants. */
export const groups = [
  {
    name: "Entitlements",
    of: /^entitlements\.\w+$/,
    about: "What a product gives: a server, and a role in it.",
  },
  { name: "Grants", of: /^entitlements\.grants\./, about: "One customer's right to one entitlement." },
  { name: "Products", of: /^products\./, about: "What is sold, and which entitlements it gives." },
  { name: "Customers", of: /^customers\./, about: "Who bought, and what they have." },
  { name: "Webhooks", of: /^webhooks\./, about: "Where your program hears what happened to grants." },
  {
    name: "Subscriptions",
    of: /^subscriptions\./,
    about: "As the payment provider reports them; read-only.",
  },
  { name: "Payments", of: /^payments\./, about: "As the payment provider reports them; read-only." },
] as const;

export function groupOf({ id }: Operation): string {
  return groups.find(({ of }) => of.test(id))?.name ?? "Other";
}
