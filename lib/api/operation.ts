import type { z } from "zod";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/**
 * One call of the public API, said once: routes parse with it, the OpenAPI document and the reference page are
 * made from it. Lists, bodies and answers are zod schemas; `answer: null` is 204 without a body.
 */
export type Operation<
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> = {
  /** Like `entitlements.grants.revoke`: as the SDKs name it, where they have it. */
  id: string;
  method: Method;
  path: `/${string}`;
  summary: string;
  description?: string;
  /** Gatehouse's own: the published SDKs have no method for it. */
  addition?: true;
  /** A read that a read-only key may not make. */
  needsWrite?: true;
  query?: Query;
  body?: Body;
  answer: Answer | null;
  /** Refusals beyond those that every call knows. */
  errors?: readonly 404[];
  example?: { query?: z.input<Query>; body?: z.input<Body> };
};

export function operation<Query extends z.ZodType, Body extends z.ZodType, Answer extends z.ZodType>(
  said: Operation<Query, Body, Answer>,
): Operation<Query, Body, Answer> {
  return said;
}

/** The names in braces: `/entitlements/{id}/grants/{grant_id}` has `id` and `grant_id`. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
}
