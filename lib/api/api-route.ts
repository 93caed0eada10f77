import type { z } from "zod";
import { db, inTransaction, type Tx } from "@/db/client";
import type { Actor } from "@/lib/audit";
import { newId } from "@/lib/ids";
import { type MemberRole, mayAct, roleOfKey } from "@/lib/rights";
import type { StatusCase } from "@/lib/status-case";
import { type AdmittedCall, admitCall } from "./admit-call";
import { ApiError, type PlainResponse, refuse, respond, toApiError, writeRefusal } from "./api-error";
import { type Answer, findAnswer, onceInTransaction, readIdempotencyKey } from "./idempotency";
import { type RouteMethod, refuseOtherMethods } from "./method-not-allowed";
import type { Method, Operation } from "./operation";
import { type ListedOperation, operations } from "./operations";
import { checkIds, parse, readJson, readQuery, readText } from "./read-request";

type ApiPath = ListedOperation["path"];
type At<Path> = Extract<ListedOperation, { path: Path }>;

type ApiRequest<Op extends Operation> = {
  businessId: string;
  ids: Record<IdIn<Op["path"]>, string>;
  query: z.output<NonNullable<Op["query"]>>;
  body: z.output<NonNullable<Op["body"]>>;
  actor: Actor;
  /** Whose rights the key has: a viewer's if it is read-only. */
  role: MemberRole;
  /** How the caller reads statuses: requests of the published SDKs carry a header that tells. */
  statusCase: StatusCase;
};

/** `id` and `grant_id` of `/entitlements/{id}/grants/{grant_id}`. */
type IdIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | IdIn<Rest>
  : never;

/** A write shares its transaction with the stored answer to an Idempotency-Key. */
type Handle<Op extends Operation> = (
  call: ApiRequest<Op> & { tx: Tx },
) => Promise<Op["answer"] extends z.ZodType ? z.input<Op["answer"]> : void>;

/** For an operation that asks Discord, which no transaction may wait for. */
type OverHttp<Op extends Operation> = {
  /** Runs before the transaction, and throws to refuse the call. */
  before?: (request: ApiRequest<Op>) => Promise<unknown>;
  /** The verb opens its own transactions. Not for POST: an Idempotency-Key needs effect and answer in one. */
  ownTransactions?: true;
  handle: Handle<Op>;
};

type Handler<Op extends Operation> = Handle<Op> | OverHttp<Op>;
type Handlers<Path extends ApiPath> = {
  [M in At<Path>["method"]]: Handler<Extract<At<Path>, { method: M }>>;
};

/** A path without braces comes with no parameters at all. */
type Context = { params: Promise<Record<string, string | string[] | undefined> | undefined> };
type Route = (request: Request, context: Context) => Promise<Response> | Response;

/**
 * The method exports of one route file of the public API. Which methods the path has is looked up in the list
 * of operations; the compiler demands one handler for each. `refusals` are sentences for calls that the
 * published SDKs have here and Gatehouse does not.
 */
export function apiRoute<Path extends ApiPath>(
  path: Path,
  handlers: Handlers<Path>,
  refusals: Partial<Record<RouteMethod, string>> = {},
): Record<RouteMethod, Route> {
  // Each handler fits its own operation; that knowledge ends here, where they are looked up by name.
  const byMethod = handlers as unknown as Record<Method, Handler<Operation>>;
  const routes = operations
    .filter((operation) => operation.path === path)
    .map((operation) => [operation.method, answerWith(operation, byMethod[operation.method])]);
  const refused = Object.entries(refusals).map(([method, message]) => [
    method,
    () => refuse(new ApiError("UNSUPPORTED_ACTION", message)),
  ]);
  return { ...refuseOtherMethods(Object.fromEntries(routes)), ...Object.fromEntries(refused) };
}

/**
 * Answers one operation: whose key it is and whether it may write, the rate limit, the shape of query and body,
 * Idempotency-Key, and refusals in the API's format.
 */
function answerWith(operation: Operation, handler: Handler<Operation>): Route {
  const { handle, before, ownTransactions }: OverHttp<Operation> =
    typeof handler === "function" ? { handle: handler } : handler;
  const writes = operation.method !== "GET";

  async function answer(
    request: Request,
    context: Context,
    { key, headers }: AdmittedCall,
  ): Promise<PlainResponse> {
    const role = roleOfKey(key);
    if ((writes || operation.needsWrite) && !mayAct(role, "admin"))
      throw new ApiError("FORBIDDEN", "This API key is read-only");
    const ids = checkIds((await context.params) ?? {});
    const query = parse(operation.query, operation.query && readQuery(request), "INVALID_QUERY_PARAMS");
    const text = writes ? await readText(request) : "";
    const body = parse(operation.body, operation.body && readJson(request, text), "INVALID_REQUEST_BODY");
    const actor: Actor = { kind: "api_key", id: key.id, label: key.name };
    const statusCase: StatusCase = request.headers.has("x-stainless-lang") ? "sdk" : "own";
    const apiRequest = { businessId: key.businessId, ids, query, body, actor, role, statusCase };
    const work = async (tx: Tx): Promise<Answer> => {
      const result = await handle({ ...apiRequest, tx });
      return operation.answer ? { status: 200, body: JSON.stringify(result) } : { status: 204, body: null };
    };
    if (!writes || ownTransactions) return { ...(await work(db())), headers };
    const idempotent = readIdempotencyKey(request, key.businessId, text, body);
    const earlier = idempotent && before ? await findAnswer(idempotent) : null;
    if (!earlier) await before?.(apiRequest);
    if (!idempotent) return { ...(await inTransaction(work)), headers };
    const { answer, replayed } = await onceInTransaction(idempotent, work);
    return { ...answer, headers: { ...headers, ...(replayed && { "idempotency-replayed": "true" }) } };
  }

  return async (request, context) => {
    const requestId = newId("request");
    let limits = {};
    try {
      const admitted = await admitCall(request);
      limits = admitted.headers;
      return respond(await answer(request, context, admitted), requestId);
    } catch (error) {
      const refusal = writeRefusal(toApiError(error, { requestId, operation: operation.id }), requestId);
      return respond({ ...refusal, headers: { ...limits, ...refusal.headers } }, requestId);
    }
  };
}
