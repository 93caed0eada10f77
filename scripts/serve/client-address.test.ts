import fc from "fast-check";
import { expect, test } from "vitest";
import { clientAddress } from "./client-address.mjs";

test.each([
  // Peer, X-Forwarded-For, trusted proxies, client.
  ["203.0.113.5", undefined, 0, "203.0.113.5"],
  ["203.0.113.5", "198.51.100.1", 0, "203.0.113.5"],
  ["::ffff:203.0.113.5", undefined, 0, "203.0.113.5"],
  ["2001:db8:1:2:3:4:5:6", undefined, 0, "2001:db8:1:2::/64"],
  ["fe80::1%eth0", undefined, 0, "fe80::/64"],
  ["10.0.0.7", undefined, 0, "10.0.0.7"],
  // A proxy that nobody told us about.
  ["127.0.0.1", undefined, 0, null],
  ["::1", undefined, 0, null],
  ["127.0.0.1", "198.51.100.1", 0, null],
  ["172.18.0.1", "198.51.100.1", 0, null],
  // What the client wrote itself stands before what our proxies appended.
  ["127.0.0.1", "198.51.100.1", 1, "198.51.100.1"],
  ["10.0.0.1", "1.1.1.1, 198.51.100.1", 1, "198.51.100.1"],
  ["10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.2", 2, "198.51.100.1"],
  ["10.0.0.1", "198.51.100.1", 2, "198.51.100.1"],
  ["10.0.0.1", "198.51.100.1:4711", 1, "198.51.100.1"],
  ["10.0.0.1", "[2001:db8:1:2::3]:4711", 1, "2001:db8:1:2::/64"],
  ["10.0.0.1", "2001:db8:1:2::3", 1, "2001:db8:1:2::/64"],
  // This machine asks itself, such as a health check.
  ["127.0.0.1", undefined, 1, null],
  ["::1", "", 2, null],
  // Past the proxy, or with a proxy that says nothing useful, the peer counts.
  ["203.0.113.5", undefined, 1, "203.0.113.5"],
  ["203.0.113.5", "unknown", 1, "203.0.113.5"],
  ["203.0.113.5", ", ,", 1, "203.0.113.5"],
  [undefined, "198.51.100.1", 1, null],
])("peer %s, forwarded for %s, %i trusted: %s", (peer, forwardedFor, trusted, client) => {
  expect(clientAddress(peer, forwardedFor, trusted)).toBe(client);
});

test("nothing that a client sends changes its address, however many proxies are trusted", () => {
  fc.assert(
    fc.property(fc.string(), fc.ipV4(), fc.integer({ min: 1, max: 4 }), (sent, client, trusted) => {
      const appended = [client, ...Array.from({ length: trusted - 1 }, (_, nth) => `10.0.0.${nth + 2}`)];
      const forwardedFor = [sent, ...appended].join(", ");
      expect(clientAddress("10.0.0.1", forwardedFor, trusted)).toBe(client);
    }),
  );
});
