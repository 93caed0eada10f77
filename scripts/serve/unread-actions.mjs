// @ts-check
import { AsyncLocalStorage } from "node:async_hooks";

/**
 * Whether an action of ours has begun during a request. The application says so, through this global because it is
 * bundled apart from us.
 * @type {AsyncLocalStorage<{ begun: boolean }>}
 */
const actions = new AsyncLocalStorage();
Object.assign(globalThis, { gatehouseActions: actions });

/**
 * Handles a request. Next answers 500 when it can't read an action's arguments. If none of our actions has begun, that
 * is the sender's fault, and the answer becomes 400.
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 * @param {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => unknown} handle
 */
export function blameUnreadActions(request, response, handle) {
  if (request.method !== "POST" || request.url?.startsWith("/api/")) return handle(request, response);
  const state = { begun: false };
  const { writeHead } = response;
  response.writeHead = /** @type {typeof writeHead} */ (
    (/** @type {number} */ status, /** @type {any[]} */ ...rest) => {
      response.statusCode = status === 500 && !state.begun ? 400 : status;
      return Reflect.apply(writeHead, response, [response.statusCode, ...rest]);
    }
  );
  return actions.run(state, () => handle(request, response));
}
