import { z } from "zod";
import { revocationReasons } from "@/db/schema";
import { type GrantRow, historyShown } from "@/lib/grants/find-grants";
import { grantToWire } from "@/lib/grants/serialize-grant";
import type { MemberRole } from "@/lib/rights";
import { inStatusCase, readStatus, type StatusCase } from "@/lib/status-case";
import { operation } from "./operation";
import { pageOf, pageQuery } from "./paging";
import { metadata, metadataShown, moment, statusShown, time } from "./shared-schemas";

const timeOrNull = time.nullable();

export const grant = z
  .object({
    id: z.string(),
    business_id: z.string(),
    brand_id: z.string().describe("The business: Gatehouse has no brands"),
    entitlement_id: z.string(),
    customer_id: z.string(),
    integration_type: z.literal("discord"),
    status: statusShown,
    payment_id: z.string().nullable().describe("Set for a one-time purchase"),
    subscription_id: z.string().nullable().describe("Set for a subscription"),
    oauth_url: z
      .string()
      .nullable()
      .describe("The claim link, until Discord is connected. Always null for a read-only key"),
    oauth_expires_at: timeOrNull,
    delivered_at: timeOrNull,
    revoked_at: timeOrNull,
    revocation_reason: z
      .string()
      .nullable()
      .describe(
        `One of ${revocationReasons.join(", ")}; more may follow. With \`server_released\` the business disconnected the server, and the role may still be there in Discord`,
      ),
    error_code: z.string().nullable(),
    error_message: z.string().nullable(),
    license_key: z.null(),
    digital_product_delivery: z.null(),
    feature: z.null(),
    metadata: metadataShown,
    expires_at: timeOrNull.describe("Gatehouse's own: the end date of a direct grant"),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "EntitlementGrant" });

const grantWithHistory = grant
  .extend({
    history: z
      .array(z.object({ type: z.string(), at: time, details: z.record(z.string(), z.unknown()) }))
      .describe(`What happened: the newest ${historyShown} lines, oldest first`),
  })
  .meta({ id: "EntitlementGrantWithHistory" });

/** The grant as the caller reads statuses, with what its key may see. */
export function grantForCaller(
  row: GrantRow,
  caller: { statusCase: StatusCase; role: MemberRole },
): z.input<typeof grant> {
  return inStatusCase(grantToWire(row, caller.role), caller.statusCase);
}

/** A status as a filter, however it is capitalized. */
export const statusFilter = z
  .string()
  .transform((text) => readStatus(text))
  .refine((status) => status !== null, "must be pending, delivered, failed or revoked")
  .transform((status) => status ?? undefined)
  .optional()
  .meta({
    enum: ["pending", "delivered", "failed", "revoked"],
    description: "Capitalized or not",
  });

export const grantOperations = [
  operation({
    id: "entitlements.grants.list",
    method: "GET",
    path: "/entitlements/{id}/grants",
    summary: "List the grants of an entitlement, newest first",
    query: pageQuery.extend({ status: statusFilter, customer_id: z.string().max(128).optional() }),
    answer: pageOf(grant),
    errors: [404],
  }),
  operation({
    id: "entitlements.grants.create",
    method: "POST",
    path: "/entitlements/{id}/grants",
    addition: true,
    summary: "Give access without a payment",
    description:
      "To a customer by id, or to an email address (a new address creates a customer). A person has at most one " +
      "direct grant of an entitlement: giving it again sets the new end date.",
    body: z
      .object({
        customer_id: z.string().min(1).max(128).nullish(),
        email: z.string().max(254).nullish(),
        name: z.string().max(200).nullish(),
        expires_at: moment.nullish().describe("Access ends at this time"),
        metadata: metadata.nullish(),
      })
      .refine(({ customer_id, email }) => (customer_id == null) !== (email == null), {
        error: "give either customer_id or email",
        path: ["email"],
      }),
    answer: grant,
    errors: [404],
    example: { body: { email: "carl@example.com", expires_at: "2030-01-01T00:00:00Z" } },
  }),
  operation({
    id: "entitlements.grants.retrieve",
    method: "GET",
    path: "/entitlements/{id}/grants/{grant_id}",
    addition: true,
    summary: "Retrieve a grant with its history",
    answer: grantWithHistory,
    errors: [404],
  }),
  operation({
    id: "entitlements.grants.revoke",
    method: "DELETE",
    path: "/entitlements/{id}/grants/{grant_id}",
    summary: "Revoke a grant",
    description:
      "No later event brings it back. Revoking again changes nothing. A delivered grant becomes `revoked` moments " +
      "later, when Discord has confirmed that the role is gone.",
    answer: grant,
    errors: [404],
  }),
  operation({
    id: "entitlements.grants.resend",
    method: "POST",
    path: "/entitlements/{id}/grants/{grant_id}/resend",
    addition: true,
    summary: "Send the claim link again",
    answer: grant,
    errors: [404],
  }),
  operation({
    id: "entitlements.grants.retry",
    method: "POST",
    path: "/entitlements/{id}/grants/{grant_id}/retry",
    addition: true,
    summary: "Retry a failed or waiting grant now",
    answer: grant,
    errors: [404],
  }),
] as const;
