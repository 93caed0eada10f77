import { z } from "zod";
import { driftPolicies, endActions } from "@/db/schema";
import type { NewEntitlement } from "@/lib/entitlements/create-entitlement";
import type { EntitlementRow } from "@/lib/entitlements/find-entitlements";
import { GatehouseError } from "@/lib/errors";
import { operation } from "./operation";
import { pageOf, pageQuery } from "./paging";
import { discordOnly, integrationTypes, metadata, metadataShown, snowflake, time } from "./shared-schemas";

const config = z
  .object({
    guild_id: snowflake.describe("The Discord server; it must be connected in the dashboard"),
    role_id: snowflake.nullish().describe("null or absent: membership only"),
  })
  .meta({ id: "DiscordConfig" });

const configShown = z
  .object({ guild_id: z.string(), role_id: z.string().nullable() })
  .meta({ id: "DiscordConfigShown" });

export const entitlement = z
  .object({
    id: z.string(),
    business_id: z.string(),
    integration_type: z.literal("discord"),
    integration_config: configShown,
    name: z.string(),
    description: z.string().nullable(),
    is_active: z.literal(true),
    metadata: metadataShown,
    end_action: z.enum(endActions).describe("Gatehouse's own: what happens when access ends"),
    drift_policy: z
      .enum(driftPolicies)
      .describe("Gatehouse's own: what happens when a moderator removes the role"),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "Entitlement" });

/** How a product lists each entitlement that it gives. */
export const entitlementSummary = entitlement
  .pick({ id: true, name: true, description: true, integration_type: true, integration_config: true })
  .meta({ id: "EntitlementSummary" });

export function entitlementToWire(row: EntitlementRow): z.input<typeof entitlement> {
  return {
    ...entitlementSummaryToWire(row),
    business_id: row.businessId,
    is_active: true,
    metadata: row.metadata,
    end_action: row.endAction,
    drift_policy: row.driftPolicy,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

export function entitlementSummaryToWire(row: EntitlementRow): z.input<typeof entitlementSummary> {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    integration_type: "discord",
    integration_config: { guild_id: row.guildId, role_id: row.roleId },
  };
}

const name = z.string().min(1, "must not be empty").max(100, "must not be longer than 100 characters");
const description = z.string().max(2000, "must not be longer than 2000 characters");
const own = {
  end_action: z.enum(endActions).nullish().describe("Gatehouse's own"),
  drift_policy: z.enum(driftPolicies).nullish().describe("Gatehouse's own"),
};

const createBody = z.object({
  name,
  integration_type: discordOnly,
  integration_config: config,
  description: description.nullish(),
  metadata: metadata.nullish(),
  ...own,
});

export const updateBody = z.object({
  name: name.nullish(),
  integration_config: config.nullish(),
  description: description.nullish().describe("null removes it"),
  metadata: metadata.nullish(),
  ...own,
});

/** The body as the verb takes it; absent fields stay as they are. */
export function readChanges(body: z.output<typeof updateBody>): Partial<NewEntitlement> {
  const target = body.integration_config;
  return {
    ...(body.name != null && { name: body.name }),
    ...(body.description !== undefined && { description: body.description }),
    ...(target && { guildId: target.guild_id, roleId: target.role_id ?? null }),
    ...(body.metadata && { metadata: body.metadata }),
    ...(body.end_action && { endAction: body.end_action }),
    ...(body.drift_policy && { driftPolicy: body.drift_policy }),
  };
}

/** Refuses a server or role by its path in the body; the dashboard's forms use the bare field names. */
export async function inConfig<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    const { code, message, retryAfterSeconds } = error;
    const fields = Object.entries(error.fields).map(([name, why]) => [
      name in config.shape ? `integration_config.${name}` : name,
      why,
    ]);
    throw new GatehouseError(code, message, Object.fromEntries(fields), retryAfterSeconds);
  }
}

const exampleConfig = { guild_id: "1052364819523895347", role_id: "1052364819523895350" };

export const entitlementOperations = [
  operation({
    id: "entitlements.list",
    method: "GET",
    path: "/entitlements",
    summary: "List entitlements, newest first",
    query: pageQuery.extend({ integration_type: z.enum(integrationTypes).optional() }),
    answer: pageOf(entitlement),
  }),
  operation({
    id: "entitlements.create",
    method: "POST",
    path: "/entitlements",
    summary: "Create an entitlement",
    description:
      "Gatehouse asks Discord whether its bot can give the role. If it can't, the answer is 422 with the reason.",
    body: createBody,
    answer: entitlement,
    example: { body: { name: "Pro role", integration_type: "discord", integration_config: exampleConfig } },
  }),
  operation({
    id: "entitlements.retrieve",
    method: "GET",
    path: "/entitlements/{id}",
    summary: "Retrieve an entitlement",
    answer: entitlement,
    errors: [404],
  }),
  operation({
    id: "entitlements.update",
    method: "PATCH",
    path: "/entitlements/{id}",
    summary: "Update an entitlement",
    description:
      "Absent fields stay as they are. Every save is checked with Discord. A new server or role moves everybody " +
      "who has access: they get the new one first, then lose the old one.",
    body: updateBody,
    answer: entitlement,
    errors: [404],
    example: { body: { name: "Pro members" } },
  }),
  operation({
    id: "entitlements.delete",
    method: "DELETE",
    path: "/entitlements/{id}",
    summary: "Delete an entitlement",
    description:
      "It disappears from lists and products. People who have access keep it until their own purchase ends; to " +
      "end it sooner, revoke the grants first.",
    answer: null,
    errors: [404],
  }),
] as const;
