// @ts-check
import ipaddr from "ipaddr.js";

/** The header in which the entry tells the application where a request comes from. Nobody outside can set it. */
export const clientAddressHeader = "x-client-address";

/**
 * The client that limits by address count against: an IPv4 address or the /64 network of an IPv6 address, or null when
 * it cannot be known. Each of the `trustedProxies` in front of us has appended the address of its own peer to
 * `X-Forwarded-For`; what stands before those was sent by the client and says nothing.
 *
 * A loopback peer that forwards for nobody is this machine itself.
 *
 * Without trusted proxies the peer is the client, unless it looks like a proxy that nobody told us about: a loopback
 * peer, or a private one that forwards. Everybody would count against its address, so there is no limit by address.
 * @param {string | undefined} peer
 * @param {string | undefined} forwardedFor
 * @param {number} trustedProxies
 * @returns {string | null}
 */
export function clientAddress(peer, forwardedFor, trustedProxies) {
  const socket = parse(peer);
  if (!socket) return null;
  if (trustedProxies > 0) {
    const hops = (forwardedFor ?? "").split(",").filter((hop) => hop.trim() !== "");
    const client = hops.at(-Math.min(trustedProxies, hops.length || 1));
    if (!client && socket.range() === "loopback") return null;
    return networkOf(parse(client) ?? socket);
  }
  return isUnknownProxy(socket, forwardedFor) ? null : networkOf(socket);
}

const ownNetworks = new Set(["private", "uniqueLocal", "linkLocal", "carrierGradeNat"]);

/**
 * Whether this peer forwards requests although no proxy is trusted.
 * @param {ipaddr.IPv4 | ipaddr.IPv6} socket
 * @param {string | undefined} forwardedFor
 */
function isUnknownProxy(socket, forwardedFor) {
  const range = socket.range();
  return range === "loopback" || (forwardedFor !== undefined && ownNetworks.has(range));
}

/**
 * Some proxies add a port: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
 * @param {string | undefined} text
 */
function parse(text) {
  const address = text
    ?.trim()
    .replace(/^\[(.*)\](:\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/%.*$/, "");
  return address && (ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address))
    ? ipaddr.process(address)
    : null;
}

/** @param {ipaddr.IPv4 | ipaddr.IPv6} address */
function networkOf(address) {
  if (address.kind() === "ipv4") return address.toString();
  const network = [.../** @type {ipaddr.IPv6} */ (address).parts.slice(0, 4), 0, 0, 0, 0];
  return `${new ipaddr.IPv6(network).toString()}/64`;
}
