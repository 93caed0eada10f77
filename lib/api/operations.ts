import * as customers from "./customers";
import * as entitlements from "./entitlements";
import * as grants from "./grants";
import type { Operation } from "./operation";
import * as products from "./products";
import * as purchases from "./purchases";
import * as webhooks from "./webhooks";

/** Every call of the public API, in the order of the reference. */
export const operations: readonly Operation[] = [
  entitlements.listEntitlementsOperation,
  entitlements.createEntitlementOperation,
  entitlements.retrieveEntitlementOperation,
  entitlements.updateEntitlementOperation,
  entitlements.deleteEntitlementOperation,
  grants.listGrantsOperation,
  grants.createGrantOperation,
  grants.retrieveGrantOperation,
  grants.revokeGrantOperation,
  grants.resendGrantOperation,
  grants.retryGrantOperation,
  products.listProductsOperation,
  products.createProductOperation,
  products.retrieveProductOperation,
  products.updateProductOperation,
  products.archiveProductOperation,
  products.unarchiveProductOperation,
  customers.listCustomersOperation,
  customers.createCustomerOperation,
  customers.retrieveCustomerOperation,
  customers.updateCustomerOperation,
  customers.customerEntitlementsOperation,
  customers.customerGrantsOperation,
  customers.portalSessionOperation,
  webhooks.listWebhooksOperation,
  webhooks.createWebhookOperation,
  webhooks.retrieveWebhookOperation,
  webhooks.updateWebhookOperation,
  webhooks.deleteWebhookOperation,
  webhooks.webhookSecretOperation,
  webhooks.webhookHeadersOperation,
  webhooks.updateHeadersOperation,
  purchases.listSubscriptionsOperation,
  purchases.retrieveSubscriptionOperation,
  purchases.listPaymentsOperation,
  purchases.retrievePaymentOperation,
];

/** `entitlements.grants.list` belongs to Grants. */
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
  { name: "Subscriptions", of: /^subscriptions\./, about: "As told by the payment provider; read only." },
  { name: "Payments", of: /^payments\./, about: "As told by the payment provider; read only." },
] as const;

export function groupOf({ id }: Operation): string {
  return groups.find(({ of }) => of.test(id))?.name ?? "Other";
}
