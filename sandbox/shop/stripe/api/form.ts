import { z } from "zod";
import { refuse } from "./refuse";

type Nested = { [name: string]: Nested | string };

/** `a[b][0]=x` as Stripe reads it: brackets nest, numbers are places in a list. */
export function decodeForm(text: string): unknown {
  const root: Nested = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const [first = "", ...rest] = name.split("[").map((part) => part.replace(/\]$/, ""));
    let at = root;
    let key = first;
    for (const part of rest) {
      const next = at[key];
      const inner: Nested = typeof next === "object" ? next : {};
      at[key] = inner;
      at = inner;
      key = part === "" ? String(Object.keys(inner).length) : part;
    }
    at[key] = value;
  }
  return listed(root);
}

function listed(value: Nested | string): unknown {
  if (typeof value === "string") return value;
  const names = Object.keys(value);
  if (names.length > 0 && names.every((name) => /^\d+$/.test(name)))
    return Object.values(value).map((one) => listed(one));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, listed(one)]));
}

export const bool = z
  .enum(["true", "false"], { error: "Invalid boolean" })
  .transform((text) => text === "true");
export const int = z
  .string()
  .regex(/^-?\d+$/, "Invalid integer")
  .transform(Number);
export const anything = z.unknown();
export const expand = z.array(z.string()).optional();
export const metadata = z
  .union([z.literal("").transform(() => ({})), z.record(z.string().max(40), z.string().max(500))])
  .refine((pairs) => Object.keys(pairs).length <= 50, "At most 50 keys");

/** Parameters that fit, or Stripe's refusal of the first that does not. */
export function fitting<Schema extends z.ZodType>(given: unknown, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  if (issue?.code === "unrecognized_keys") {
    const param = bracketed([...path, issue.keys[0] ?? ""]);
    refuse(`Received unknown parameter: ${param}`, { code: "parameter_unknown", param });
  }
  const param = bracketed(path);
  if (valueAt(given, path) === undefined)
    refuse(`Missing required param: ${param}.`, { code: "parameter_missing", param });
  refuse(`Invalid ${param}: ${issue?.message ?? "it does not fit"}`, { code: "parameter_invalid", param });
}

function bracketed([first = "", ...rest]: PropertyKey[]): string {
  return [String(first), ...rest.map((part) => `[${String(part)}]`)].join("");
}

function valueAt(given: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined),
    given,
  );
}
