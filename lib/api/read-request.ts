import type { z } from "zod";
import { readBytes } from "@/lib/read-bytes";
import { cleanTexts } from "@/lib/text";
import { ApiError } from "./api-error";

const maxBytes = 256 * 1024;
const maxDepth = 32;

/** The body as text: at most 256 KiB of JSON in UTF-8, within ten seconds. Empty when there is none. */
export async function readText(request: Request): Promise<string> {
  const bytes = await readBytes(request, maxBytes);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed("The body is not UTF-8");
  }
}

/**
 * The JSON in a body, its texts cleaned. Refuses anything that is not JSON, that Postgres cannot store, or that is
 * nested too deep.
 */
export function readJson(request: Request, text: string): unknown {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type) || request.headers.has("content-encoding"))
    throw new ApiError("UNSUPPORTED_MEDIA_TYPE", "Send the body as application/json, not compressed");
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw malformed(text === "" ? "The body is empty" : "The body is not valid JSON");
  }
  checkJson(body, 0);
  return cleanTexts(body);
}

function checkJson(value: unknown, depth: number): void {
  if (depth > maxDepth) throw malformed(`The body is nested deeper than ${maxDepth} levels`);
  if (typeof value === "string" && /\0|\p{Surrogate}/u.test(value))
    throw malformed("The body contains NUL or half a surrogate pair");
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    checkJson(name, depth);
    checkJson(inner, depth + 1);
  }
}

/** If a parameter is given twice, the last one counts. */
export function readQuery(request: Request): Record<string, string> {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  if (Object.values(query).some((value) => value.includes("\0")))
    throw new ApiError("INVALID_QUERY_PARAMS", "A query parameter contains NUL");
  return cleanTexts(query);
}

/** An id that cannot be ours is answered like an unknown one, and never reaches the database. */
export function checkIds(ids: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(ids).map(([name, id]) => {
    if (typeof id !== "string" || !/^[\w.:-]{1,128}$/.test(id))
      throw new ApiError("NOT_FOUND", "Item not found");
    return [name, id];
  });
  return Object.fromEntries(entries);
}

/** Parses with the schema, or throws with the path of each bad field: 422, or 400 for a number that JSON alters. */
export function parse<Schema extends z.ZodType>(
  schema: Schema | undefined,
  value: unknown,
  code: "INVALID_REQUEST_BODY" | "INVALID_QUERY_PARAMS",
): z.output<Schema> {
  if (!schema) return undefined as z.output<Schema>;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues)
    fields[path.join(".").slice(0, 200) || "body"] ??= message;
  const [first = "body"] = Object.keys(fields);
  const says = (param: string) =>
    parsed.error.issues.some((issue) => issue.code === "custom" && issue.params?.[param]);
  const refusal = says("unreadable")
    ? "MALFORMED_REQUEST"
    : says("tooManyKeys")
      ? "MAXIMUM_KEYS_REACHED"
      : code;
  throw new ApiError(refusal, `${first}: ${fields[first]}`, { fields });
}

function malformed(message: string): ApiError {
  return new ApiError("MALFORMED_REQUEST", message);
}
