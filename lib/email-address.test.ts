import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalEmail, canonicalOrAsGiven, spellingsOf } from "./email-address";

test.each([
  ["Ana@Example.COM", "ana@example.com"],
  [" ana@example.com\u200b\n", "ana@example.com"],
  ["ana@müller.example", "ana@xn--mller-kva.example"],
  ["ana@MÜLLER.example", "ana@xn--mller-kva.example"],
  ["ana@xn--mller-kva.example", "ana@xn--mller-kva.example"],
  ["ａｎａ＠example.com", "ana@example.com"],
  ["ana+pro@example.com", "ana+pro@example.com"],
  ["o'neil@example.com", "o'neil@example.com"],
])("%j is the mailbox %s", (given, canonical) => expect(canonicalEmail(given)).toBe(canonical));

test.each(["", "ana", "a@b", "a@b@c.test", "a b@c.test", "ana@", "@c.test", `${"x".repeat(65)}@c.test`])(
  "%j is no address",
  (given) => expect(() => canonicalEmail(given)).toThrow("not an email address"),
);

const anything = fc
  .tuple(fc.string({ unit: "binary" }), fc.constantFrom("", "@x.test", "@ü.test"))
  .map((parts) => parts.join(""));

test("a purchase's address is never refused, and a canonical address doesn't change", () => {
  fc.assert(
    fc.property(anything, (given) => {
      const kept = canonicalOrAsGiven(given);
      expect(kept.length).toBeLessThanOrEqual(320);
      expect(canonicalOrAsGiven(kept)).toBe(kept);
    }),
  );
});

test("older versions may have stored the domain in its own script", () => {
  expect(spellingsOf("ana@xn--mller-kva.example")).toEqual([
    "ana@xn--mller-kva.example",
    "ana@müller.example",
  ]);
  expect(spellingsOf("ana@example.com")).toEqual(["ana@example.com"]);
  expect(spellingsOf("no address")).toEqual(["no address"]);
});
