import type { z } from "zod";

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/**
 * One call of the public API, described in one place: its route parses with it, and the OpenAPI document and
 * the reference page are made from it. `answer: null` means 204 without a body.
 */
export type Operation<
  M extends Method = Method,
  Path extends `/${string}` = `/${string}`,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType | null = z.ZodType | null,
> = {
  /** The SDK's name for the call, where the SDKs have it: `entitlements.grants.revoke`. */
  id: string;
  method: M;
  path: Path;
  summary: string;
  description?: string;
  /** Gatehouse's own: the published SDKs have no method for it. */
  addition?: true;
  /** A GET that a read-only key may not make. */
  needsWrite?: true;
  query?: Query;
  body?: Body;
  answer: Answer;
  /** Refusals beyond those that every call can answer with. */
  errors?: readonly 404[];
  example?: { query?: z.input<Query>; body?: z.input<Body> };
};

/** Keeps the exact types of one operation, method and path included. */
export function operation<
  M extends Method,
  Path extends `/${string}`,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType | null,
>(described: Operation<M, Path, Query, Body, Answer>): Operation<M, Path, Query, Body, Answer> {
  return described;
}

/** The names in braces: `/entitlements/{id}/grants/{grant_id}` has `id` and `grant_id`. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
}
