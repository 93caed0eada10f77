import { z } from "zod";
import { operation } from "./operation";
import { time } from "./shared-schemas";

const texts = z.record(z.string().max(200), z.string().max(2000));

const endpoint = z
  .object({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    created_at: time,
    updated_at: time,
    metadata: z.record(z.string(), z.string()),
    disabled: z.boolean(),
    filter_types: z.array(z.string()).nullable().describe("null: every type"),
    rate_limit: z.number().int().nullable().describe("Deliveries per second"),
    disabled_reason: z.enum(["by_hand", "gone", "failing"]).nullable().describe("Gatehouse's own"),
    failing_since: time.nullable().describe("Gatehouse's own"),
    status_spelling: z.enum(["own", "sdk"]).describe("Gatehouse's own: `pending` or `Pending` in bodies"),
  })
  .meta({ id: "WebhookEndpoint" });

const url = z
  .string()
  .min(1)
  .max(2000)
  .meta({ examples: ["https://example.com/webhooks"] });
const settings = {
  description: z.string().max(500, "must not be longer than 500 characters").nullish(),
  disabled: z.boolean().nullish(),
  filter_types: z.array(z.string().max(100)).max(100).nullish().describe("null: every type"),
  rate_limit: z.number().int().nullish().describe("Deliveries per second, up to 1000; 0 or null: no limit"),
  metadata: z.record(z.string().max(40), z.string().max(500)).nullish(),
};
const statusSpelling = z
  .enum(["own", "sdk"])
  .nullish()
  .describe("Gatehouse's own. Defaults to `sdk` for endpoints that a published SDK creates, else to `own`");

const createBody = z.object({
  url,
  ...settings,
  headers: texts
    .nullish()
    .describe("Sent with each delivery; headers whose names suggest a secret are write-only"),
  idempotency_key: z.string().max(255).nullish().describe("Same as the header Idempotency-Key"),
  status_spelling: statusSpelling,
});

const updateBody = z.object({ url: url.nullish(), ...settings, status_spelling: statusSpelling });

/** The settings as the verbs take them; absent fields stay as they are. */
export function readSettings(body: z.output<typeof updateBody>) {
  return {
    ...(body.url != null && { url: body.url }),
    ...(body.description !== undefined && { description: body.description ?? "" }),
    ...(body.disabled != null && { disabled: body.disabled }),
    ...(body.filter_types !== undefined && { filterTypes: body.filter_types }),
    ...(body.rate_limit !== undefined && { rateLimit: body.rate_limit || null }),
    ...(body.metadata && { metadata: body.metadata }),
    ...(body.status_spelling && { statusCase: body.status_spelling }),
  };
}

export const webhookOperations = [
  operation({
    id: "webhooks.list",
    method: "GET",
    path: "/webhooks",
    summary: "List webhook endpoints, newest first",
    query: z.object({
      limit: z.coerce
        .number()
        .int()
        .min(0)
        .max(250)
        .default(0)
        .transform((limit) => limit || 50)
        .describe("Up to 250; 0 or nothing: 50"),
      iterator: z
        .string()
        .regex(/^[\w-]{0,128}$/, "is not a valid iterator")
        .optional()
        .describe("`iterator` of the previous answer"),
    }),
    answer: z.object({
      data: z.array(endpoint),
      done: z.boolean(),
      iterator: z.string().nullable(),
      prev_iterator: z.null(),
    }),
  }),
  operation({
    id: "webhooks.create",
    method: "POST",
    path: "/webhooks",
    summary: "Create a webhook endpoint",
    description: "Its secret is read with `GET /webhooks/{id}/secret`.",
    body: createBody,
    answer: endpoint,
    example: { body: { url: "https://example.com/webhooks", filter_types: ["entitlement_grant.delivered"] } },
  }),
  operation({
    id: "webhooks.retrieve",
    method: "GET",
    path: "/webhooks/{id}",
    summary: "Retrieve a webhook endpoint",
    answer: endpoint,
    errors: [404],
  }),
  operation({
    id: "webhooks.update",
    method: "PATCH",
    path: "/webhooks/{id}",
    summary: "Update, pause or resume a webhook endpoint",
    description:
      "With a `url` of another origin (scheme, host or port) the endpoint loses its write-only headers, so that their values never reach a server they were not meant for. `dropped_headers` names them; set them again with `PATCH /webhooks/{id}/headers`.",
    body: updateBody,
    answer: endpoint
      .extend({
        dropped_headers: z
          .array(z.string())
          .describe("Gatehouse's own: the write-only headers that were removed with the former address"),
      })
      .meta({ id: "UpdatedWebhookEndpoint" }),
    errors: [404],
    example: { body: { disabled: true } },
  }),
  operation({
    id: "webhooks.delete",
    method: "DELETE",
    path: "/webhooks/{id}",
    summary: "Delete a webhook endpoint",
    answer: null,
    errors: [404],
  }),
  operation({
    id: "webhooks.retrieveSecret",
    method: "GET",
    path: "/webhooks/{id}/secret",
    summary: "Read the signing secret",
    description: "Each call is written to the audit log. A read-only key may not make it.",
    needsWrite: true,
    answer: z.object({ secret: z.string() }).meta({ id: "WebhookSecret" }),
    errors: [404],
  }),
  operation({
    id: "webhooks.headers.retrieve",
    method: "GET",
    path: "/webhooks/{id}/headers",
    summary: "Read the custom headers",
    answer: z
      .object({ headers: z.record(z.string(), z.string()), sensitive: z.array(z.string()) })
      .meta({ id: "WebhookHeaders" }),
    errors: [404],
  }),
  operation({
    id: "webhooks.headers.update",
    method: "PATCH",
    path: "/webhooks/{id}/headers",
    summary: "Add or replace custom headers",
    body: z.object({ headers: texts }),
    answer: null,
    errors: [404],
    example: { body: { headers: { "x-source": "gatehouse" } } },
  }),
] as const;
