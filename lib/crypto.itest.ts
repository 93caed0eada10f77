import { expect, test } from "vitest";
import { decrypt, encrypt } from "./crypto";

const sealed = () => encrypt("a Discord token", "place:1").split(".");

test("what was encrypted can be read in its place only", () => {
  const text = encrypt("a Discord token", "place:1");
  expect(decrypt(text, "place:1")).toBe("a Discord token");
  expect(() => decrypt(text, "place:2")).toThrow();
});

test.each([0, 4, 8, 12, 15])("a tag cut to %i bytes is refused", (bytes) => {
  const [key, nonce, tag = "", body] = sealed();
  const short = Buffer.from(tag, "base64url").subarray(0, bytes).toString("base64url");
  expect(() => decrypt([key, nonce, short, body].join("."), "place:1")).toThrow(/tag/i);
});
