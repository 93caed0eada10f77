import type { Context } from "hono";
import type { ApiEnv } from "../api-gate";
import { invalidField, invalidJson } from "./errors";
import { isSnowflake } from "./snowflake";

/** Reads a JSON object, or throws Discord's error for anything else. */
export async function readRestBody(c: Context<ApiEnv>): Promise<Record<string, unknown>> {
  const type = c.req.header("content-type") ?? "";
  if (!type.startsWith("application/json")) {
    throw invalidField(
      "_misc",
      "CONTENT_TYPE_INVALID",
      "Expected \"Content-Type\" header to be one of {'application/json'}.",
    );
  }
  let json: unknown;
  try {
    json = await c.req.json();
  } catch {
    throw invalidJson();
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw invalidField("_misc", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
  }
  return { ...json };
}

export function optionalText(
  body: Record<string, unknown>,
  field: string,
  max: number,
): string | null | undefined {
  const value = body[field];
  if (value === undefined || value === null) return value;
  if (typeof value !== "string")
    throw invalidField(field, "STRING_TYPE_CONVERT", "Could not interpret value as string.");
  if (value.length > max) {
    throw invalidField(field, "BASE_TYPE_MAX_LENGTH", `Must be ${max} or fewer in length.`);
  }
  return value;
}

export function optionalFlag(body: Record<string, unknown>, field: string): boolean | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "boolean") return value;
  throw invalidField(field, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
}

export function optionalNumber(body: Record<string, unknown>, field: string): number | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw invalidField(field, "NUMBER_TYPE_COERCE", `Value "${String(value)}" is not int.`);
}

/** A list of distinct role ids; at most 250 when adding a member, 350 when changing one. */
export function optionalRoleIds(body: Record<string, unknown>, max: number): string[] | undefined {
  const { roles } = body;
  if (roles === undefined || roles === null) return undefined;
  if (!Array.isArray(roles))
    throw invalidField("roles", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
  const ids = roles.map(String);
  const wrong = ids.find((id) => !isSnowflake(id));
  if (wrong !== undefined)
    throw invalidField("roles", "NUMBER_TYPE_COERCE", `Value "${wrong}" is not snowflake.`);
  if (ids.length > max)
    throw invalidField("roles", "BASE_TYPE_MAX_LENGTH", `Must be ${max} or fewer in length.`);
  if (new Set(ids).size !== ids.length)
    throw invalidField("roles", "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value.");
  return ids;
}

/** A page's `limit` within its bounds. */
export function limitQuery(c: Context<ApiEnv>, fallback: number, max: number): number {
  const given = c.req.query("limit");
  if (given === undefined) return fallback;
  if (!/^-?\d+$/.test(given))
    throw invalidField("limit", "NUMBER_TYPE_COERCE", `Value "${given}" is not int.`);
  const limit = Number(given);
  if (limit < 1)
    throw invalidField("limit", "NUMBER_TYPE_MIN", "int value should be greater than or equal to 1.");
  if (limit > max) {
    throw invalidField("limit", "NUMBER_TYPE_MAX", `int value should be less than or equal to ${max}.`);
  }
  return limit;
}

export function snowflakeQuery(c: Context<ApiEnv>, name: string): string | undefined {
  const given = c.req.query(name);
  if (given !== undefined && !isSnowflake(given)) {
    throw invalidField(name, "NUMBER_TYPE_COERCE", `Value "${given}" is not snowflake.`);
  }
  return given;
}
