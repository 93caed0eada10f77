import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ZodType, z } from "zod";

/** Refuses a control call or a button on a page, with a sentence that says why. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly status: ContentfulStatusCode = 400,
  ) {
    super(message);
  }
}

/** Parses a control call's JSON body; an empty body counts as `{}`. */
export async function readControlBody<Schema extends ZodType>(
  c: Context,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const text = await c.req.text();
  let json: unknown;
  try {
    json = text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    throw new Refusal("The body is not JSON.");
  }
  return fittingControl(json, schema);
}

export function fittingControl<Schema extends ZodType>(json: unknown, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue && issue.path.length > 0 ? `\`${issue.path.join(".")}\`` : "The body";
  throw new Refusal(`${where} is not valid: ${issue?.message ?? "it has the wrong format"}.`);
}
