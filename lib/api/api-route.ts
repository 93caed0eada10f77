import type { z } from "zod";
import { db, inTransaction, type Tx } from "@/db/client";
import type { Actor } from "@/lib/audit";
import { newId } from "@/lib/ids";
import type { StatusCase } from "@/lib/status-case";
import { type Admitted, admitCall } from "./admit-call";
import { ApiError, respond, toApiError, type Written, writeRefusal } from "./api-error";
import { type Answer, findAnswer, onceInTransaction, readIdempotencyKey } from "./idempotency";
import type { Operation } from "./operation";
import { checkIds, parse, readJson, readQuery, readText } from "./read-request";

export type Asked<Query, Body> = {
  businessId: string;
  ids: Record<string, string>;
  query: Query;
  body: Body;
  actor: Actor;
  /** Which case the caller reads statuses in: requests of the published SDKs say that they are theirs. */
  statusCase: StatusCase;
};

/** For a write, with its transaction, in which the answer to an Idempotency-Key is kept too. */
export type Call<Query, Body> = Asked<Query, Body> & { tx: Tx };

/** For what must ask Discord, which no transaction may wait for. */
type OverHttp<Query, Body> = {
  /** Asks beforehand, and throws what stands against the call. */
  first?: (asked: Asked<Query, Body>) => Promise<unknown>;
  /** The verb opens its own transactions. Not for POST: an Idempotency-Key needs one for effect and answer. */
  ownTransactions?: true;
};

/** A route handler that knows which call of the document it answers. */
export type Route = ((request: Request, context: Context) => Promise<Response>) & { operation: Operation };

/** A path without braces comes with no parameters at all. */
type Context = { params: Promise<Record<string, string | string[] | undefined> | undefined> };

/**
 * A route of the public API: whose key it is and whether it may write, the rate limit, the shape of query and
 * body, Idempotency-Key, and refusals in the API's words.
 */
export function forBusiness<Query extends z.ZodType, Body extends z.ZodType, Result extends z.ZodType>(
  said: Operation<Query, Body, Result>,
  handle: (call: Call<z.output<Query>, z.output<Body>>) => Promise<z.input<Result> | undefined>,
  { first, ownTransactions }: OverHttp<z.output<Query>, z.output<Body>> = {},
): Route {
  const writes = said.method !== "GET";

  async function answer(request: Request, context: Context, { key, headers }: Admitted): Promise<Written> {
    if ((writes || said.needsWrite) && key.readOnly)
      throw new ApiError("FORBIDDEN", "This API key is read-only");
    const ids = checkIds((await context.params) ?? {});
    const query = parse(said.query, said.query && readQuery(request), "INVALID_QUERY_PARAMS");
    const text = writes ? await readText(request) : "";
    const body = parse(said.body, said.body && readJson(request, text), "INVALID_REQUEST_BODY");
    const actor: Actor = { kind: "api_key", id: key.id, label: key.name };
    const statusCase: StatusCase = request.headers.has("x-stainless-lang") ? "sdk" : "own";
    const asked = { businessId: key.businessId, ids, query, body, actor, statusCase };
    const work = async (tx: Tx): Promise<Answer> => {
      const result = await handle({ ...asked, tx });
      return result === undefined
        ? { status: 204, body: null }
        : { status: 200, body: JSON.stringify(result) };
    };
    if (!writes || ownTransactions) return { ...(await work(db())), headers };
    const once = readIdempotencyKey(request, key.businessId, text, body);
    const known = once && first ? await findAnswer(once) : null;
    if (!known) await first?.(asked);
    if (!once) return { ...(await inTransaction(work)), headers };
    const kept = await onceInTransaction(once, work);
    return {
      ...kept.answer,
      headers: { ...headers, ...(kept.repeated && { "idempotency-replayed": "true" }) },
    };
  }

  async function route(request: Request, context: Context): Promise<Response> {
    const requestId = newId("request");
    let limits = {};
    try {
      const admitted = await admitCall(request);
      limits = admitted.headers;
      return respond(await answer(request, context, admitted), requestId);
    } catch (error) {
      const refusal = writeRefusal(toApiError(error, { requestId, operation: said.id }), requestId);
      return respond({ ...refusal, headers: { ...limits, ...refusal.headers } }, requestId);
    }
  }
  return Object.assign(route, { operation: said });
}
