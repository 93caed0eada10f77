import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanLine, cleanText, cleanTexts } from "./text";

/** Any UTF-16, with many control characters, lone surrogates, overrides and joiners. */
const anything = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 4 }),
      fc.constantFrom("\0", "\ud83d", "\udc00", "\u202e", "\ufeff", "\u200b", "\u2028", "\r\n", "\ufffe"),
      fc.constantFrom("\u200d", "\u200c", "\u0301", "\ufe0f", "ש", "م", "\u200f", " ", "\n", "👨‍👩‍👧"),
    ),
  )
  .map((parts) => parts.join(""));

/** Real text by people. Nothing in it may be lost. */
const writing = fc
  .array(
    fc.constantFrom(
      "Ana",
      "é",
      "e\u0301",
      "שלום",
      "می‌خواهم",
      "👨‍👩‍👧",
      "❤️",
      "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
      "नमस्ते",
      "\u200f",
      "山田\u3000",
      "'",
      "-",
    ),
  )
  .map((parts) => ["A", ...parts].join(" "));

describe("text from outside", () => {
  test("is clean afterwards, and cleaning it again changes nothing", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const clean = cleanText(text);
        expect(clean).not.toMatch(/\p{Surrogate}|\0|[\u202a-\u202e\u2066-\u2069\ufeff\u2028\u2029]/u);
        expect(clean.replace(/[\t\n]/g, "")).not.toMatch(/\p{Cc}/u);
        expect(Buffer.from(clean).toString()).toBe(clean);
        expect(cleanText(clean)).toBe(clean);
      }),
    );
  });

  test("keeps everything people write", () => {
    fc.assert(
      fc.property(writing, (text) => {
        expect(cleanText(text)).toBe(text);
        expect(cleanLine(text)).toBe(text.trim());
      }),
    );
  });

  test("is cut to a length without splitting a surrogate pair", () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 20 }), (text, longest) => {
        for (const cut of [cleanText(text, longest), cleanLine(text, longest)]) {
          expect(cut.length).toBeLessThanOrEqual(longest);
          expect(Buffer.from(cut).toString()).toBe(cut);
        }
        expect(cleanLine(cleanLine(text, longest), longest)).toBe(cleanLine(text, longest));
      }),
    );
  });

  test("is cleaned everywhere in a JSON value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        expect(JSON.stringify(cleanTexts(value))).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      }),
    );
    expect(cleanTexts({ "a\0": ["b\0", { c: "\u202ed", n: 7, no: null }] })).toEqual({
      a: ["b", { c: "d", n: 7, no: null }],
    });
  });
});

test("a name is one line, and a name of only joiners is empty", () => {
  expect(cleanLine("  Ana\r\n\tLee\0 ")).toBe("Ana Lee");
  expect(cleanLine("\u200d\u200f \u200c")).toBe("");
});
