import { newId } from "@/lib/ids";
import { ApiError, refuse, respond } from "./api-error";

/** What a route file exports, apart from HEAD, which Next answers with GET. */
export type RouteMethod = "DELETE" | "GET" | "OPTIONS" | "PATCH" | "POST" | "PUT";

/** Adds an answer for each method that a path does not have, because Next's own 405 has no body. */
export function refuseOtherMethods<Handlers extends object>(handlers: Handlers) {
  const allowed = Object.keys(handlers);
  const headers = { allow: [...(allowed.includes("GET") ? ["HEAD"] : []), ...allowed, "OPTIONS"].join(", ") };
  const other = ({ method }: Request): Response => {
    if (method === "OPTIONS") return respond({ status: 204, body: null, headers }, newId("request"));
    const message = `This path has no ${method}, only ${allowed.join(", ")}`;
    return refuse(new ApiError("METHOD_NOT_ALLOWED", message, { headers }));
  };
  return { DELETE: other, GET: other, OPTIONS: other, PATCH: other, POST: other, PUT: other, ...handlers };
}
