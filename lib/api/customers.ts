import { z } from "zod";
import type { CustomerRow } from "@/lib/customers/customers";
import { grant, statusFilter } from "./grants";
import { operation } from "./operation";
import { pageOf, pageQuery } from "./paging";
import { integrationTypes, metadata, metadataShown, moment, time } from "./shared-schemas";

export const customer = z
  .object({
    customer_id: z.string(),
    business_id: z.string(),
    email: z.string(),
    name: z.string(),
    phone_number: z.string().nullable(),
    metadata: metadataShown,
    external_id: z.string().nullable().describe("Gatehouse's own: the payment provider's id of the customer"),
    created_at: time,
  })
  .meta({ id: "Customer" });

export function customerToWire(row: CustomerRow): z.input<typeof customer> {
  return {
    customer_id: row.id,
    business_id: row.businessId,
    email: row.email,
    name: row.name,
    phone_number: row.phoneNumber,
    metadata: row.metadata,
    external_id: row.externalId,
    created_at: row.createdAt.toISOString(),
  };
}

const email = z
  .string()
  .min(3)
  .max(254)
  .meta({ examples: ["carl@example.com"] });
const name = z.string().max(200, "must not be longer than 200 characters");
const phone = z.string().max(40, "must not be longer than 40 characters");

const customerEntitlement = z
  .object({
    grant_id: z.string(),
    entitlement_id: z.string(),
    entitlement_name: z.string(),
    entitlement_description: z.string().nullable(),
    integration_type: z.literal("discord"),
    status: z.enum(["pending", "delivered", "failed", "revoked"]).describe("Lower case for every caller"),
    delivered_at: time.nullable(),
    revoked_at: time.nullable(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "CustomerEntitlement" });

export const customerOperations = [
  operation({
    id: "customers.list",
    method: "GET",
    path: "/customers",
    summary: "List customers, newest first",
    query: pageQuery.extend({
      email: z.string().max(254).optional(),
      name: z.string().max(200).optional().describe("Part of the name"),
      created_at_gte: moment.optional(),
      created_at_lte: moment.optional(),
    }),
    answer: pageOf(customer),
  }),
  operation({
    id: "customers.create",
    method: "POST",
    path: "/customers",
    summary: "Create a customer",
    description:
      "Each address has one customer. If it exists already, the call updates and returns it, so repeating a call " +
      "creates no second one.",
    body: z.object({
      email,
      name,
      phone_number: phone.nullish(),
      metadata: metadata.nullish(),
    }),
    answer: customer,
    example: { body: { email: "carl@example.com", name: "Carl" } },
  }),
  operation({
    id: "customers.retrieve",
    method: "GET",
    path: "/customers/{id}",
    summary: "Retrieve a customer",
    description: "By its id here, or by the payment provider's id.",
    answer: customer,
    errors: [404],
  }),
  operation({
    id: "customers.update",
    method: "PATCH",
    path: "/customers/{id}",
    summary: "Update a customer",
    description:
      "An email address set here stays until the payment provider reports a new one. Pending claim links end, and new " +
      "ones are mailed to the new address.",
    body: z.object({
      email: email.nullish(),
      name: name.nullish(),
      phone_number: phone.nullish().describe("null removes it"),
      metadata: metadata.nullish(),
    }),
    answer: customer,
    errors: [404],
    example: { body: { name: "Carl Customer" } },
  }),
  operation({
    id: "customers.listEntitlements",
    method: "GET",
    path: "/customers/{id}/entitlements",
    summary: "List what a customer has, newest first",
    description: "Not paged; the newest thousand.",
    answer: z.object({ items: z.array(customerEntitlement) }),
    errors: [404],
  }),
  operation({
    id: "customers.listEntitlementGrants",
    method: "GET",
    path: "/customers/{id}/entitlement-grants",
    summary: "List a customer's grants, newest first",
    query: pageQuery.extend({ status: statusFilter, integration_type: z.enum(integrationTypes).optional() }),
    answer: pageOf(grant),
    errors: [404],
  }),
  operation({
    id: "customers.customerPortal.create",
    method: "POST",
    path: "/customers/{id}/customer-portal/session",
    summary: "Make a link that signs a customer in to the portal",
    description: "The link works once, within 15 minutes. The call takes no body.",
    query: z.object({
      send_email: z.stringbool().optional().describe("true: mail the link to the customer too"),
      return_url: z
        .url({ protocol: /^https$/, error: "must be an address that begins with https://" })
        .max(2000)
        .optional()
        .describe("Where the portal's link back leads"),
    }),
    answer: z.object({ link: z.string() }).meta({ id: "PortalSession" }),
    errors: [404],
  }),
] as const;
