import { expect, test } from "vitest";
import { chooseLanguage, languageOfHeader, languageOfTag } from "./languages";
import { texts } from "./texts";

test.each([
  ["de-AT", "de"],
  ["es_419", "es"],
  ["pt", "pt-BR"],
  ["pt-PT", "pt-BR"],
  ["EN-us", "en"],
  ["zh-CN", null],
  ["", null],
  ["constructor", null],
  [null, null],
])("the tag %s means %s", (tag, language) => {
  expect(languageOfTag(tag)).toBe(language);
});

test.each([
  ["fr-CH, fr;q=0.9, en;q=0.8", "fr"],
  ["zh-CN, ja;q=0.5, de;q=0.7", "de"],
  ["*", null],
  ["de;q=0, it", "it"],
  ["ru;q=x, pl;q=0.1", "pl"],
  [null, null],
])("the header %s asks for %s", (header, language) => {
  expect(languageOfHeader(header)).toBe(language);
});

test("what the customer picked goes before the browser's language, and that before the business's", () => {
  const stored = { picked: null, known: "ko", usual: "pl" };
  expect(chooseLanguage({ picked: "de", browser: "fr" }, { ...stored, picked: "it" })).toBe("de");
  expect(chooseLanguage({ picked: null, browser: "fr" }, { ...stored, picked: "it" })).toBe("it");
  expect(chooseLanguage({ picked: null, browser: "fr" }, stored)).toBe("fr");
  expect(chooseLanguage(null, stored)).toBe("ko");
  expect(chooseLanguage(null, { ...stored, known: "xx" })).toBe("pl");
  expect(chooseLanguage(null, null)).toBe("en");
});

test("dates are written as readers write them, with their zone", () => {
  const at = "2026-11-29T14:05:00.000Z";
  expect(texts("en").moment(at)).toBe("29 November 2026 at 14:05 UTC");
  expect(texts("de").moment(at)).toBe("29. November 2026 um 14:05 UTC");
  expect(texts("ja").day(at)).toBe("2026年11月29日");
  expect(texts("pt-BR").day(at)).toBe("29 de novembro de 2026");
});
