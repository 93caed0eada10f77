import { expect, test } from "vitest";
import { chooseLanguage, languageOfHeader, languageOfTag } from "./languages";
import { texts } from "./texts";

test.each([
  ["de-AT", "de"],
  ["EN_us", "en"],
  ["zh-CN", null],
  ["", null],
  ["constructor", null],
  [null, null],
])("the tag %s means %s", (tag, language) => {
  expect(languageOfTag(tag)).toBe(language);
});

test.each([
  ["de-CH, de;q=0.9, en;q=0.8", "de"],
  ["zh-CN, en;q=0.5, de;q=0.7", "de"],
  ["*", null],
  ["de;q=0, en", "en"],
  ["en;q=x, de;q=0.1", "de"],
  [null, null],
])("the header %s asks for %s", (header, language) => {
  expect(languageOfHeader(header)).toBe(language);
});

test("what the customer picked goes before the browser's language, and that before the business's", () => {
  const stored = { picked: null, known: "de", usual: "en" };
  expect(chooseLanguage({ picked: "de", browser: "en" }, { ...stored, picked: "en" })).toBe("de");
  expect(chooseLanguage({ picked: null, browser: "en" }, { ...stored, picked: "de" })).toBe("de");
  expect(chooseLanguage({ picked: null, browser: "en" }, stored)).toBe("en");
  expect(chooseLanguage(null, stored)).toBe("de");
  expect(chooseLanguage(null, { ...stored, known: "xx" })).toBe("en");
  expect(chooseLanguage(null, null)).toBe("en");
});

test("dates are written as readers write them, with their zone", () => {
  const at = "2026-11-29T14:05:00.000Z";
  expect(texts("en").moment(at)).toBe("29 November 2026 at 14:05 UTC");
  expect(texts("de").moment(at)).toBe("29. November 2026 um 14:05 UTC");
});
