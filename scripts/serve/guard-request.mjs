// @ts-check
import { clientAddress, clientAddressHeader } from "./client-address.mjs";

/**
 * Puts our own header about the client's address on a request, in place of any that was sent, and refuses an address
 * that cannot be read. Returns whether the request may go on; if not, it is answered.
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 * @param {number} trustedProxies
 */
export function guardRequest(request, response, trustedProxies) {
  response.setHeader("x-content-type-options", "nosniff");
  const unreadable = whyUnreadable(request.url ?? "", request.headers["content-type"] ?? "");
  if (unreadable) return refuse(response, 400, "MALFORMED_REQUEST", unreadable);
  if (isInternal(request.url ?? "")) return refuse(response, 404, "NOT_FOUND", "There is nothing here");
  const forwardedFor = request.headers["x-forwarded-for"]?.toString();
  const peer = request.socket.remoteAddress;
  const address = clientAddress(peer, forwardedFor, trustedProxies);
  delete request.headers[clientAddressHeader];
  if (address) request.headers[clientAddressHeader] = address;
  else if (forwardedFor !== undefined) warnOnce(peer);
  return true;
}

/**
 * In the format of the API's errors, which says enough to a person too.
 * @param {import("node:http").ServerResponse} response
 * @param {number} status
 * @param {string} code
 * @param {string} message
 */
function refuse(response, status, code, message) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ code, message }));
  return false;
}

/**
 * Next's own pages about errors have addresses, at which they answer 500.
 * @param {string} url
 */
function isInternal(url) {
  return url.startsWith("/_") && !url.startsWith("/_next/");
}

/**
 * Why a request cannot be read, or null. Refused here, once, because Next answers some of these with 500, and no text
 * in Postgres can hold a NUL.
 * @param {string} url as in the request line
 * @param {string} type of the body
 */
function whyUnreadable(url, type) {
  if (/^multipart\/form-data/i.test(type) && !/boundary=./i.test(type)) return "The form names no boundary";
  if (!url.startsWith("/")) return "The address must be a path";
  try {
    return decodeURIComponent(url).includes("\0") ? "The address holds a NUL character" : null;
  } catch {
    return "The address is not percent-encoded UTF-8";
  }
}

let warned = false;

/** @param {string | undefined} peer */
function warnOnce(peer) {
  if (warned) return;
  warned = true;
  console.warn(
    `Requests come through a proxy at ${peer}, but TRUSTED_PROXIES is 0: limits by client address are off`,
  );
}
