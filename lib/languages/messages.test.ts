import { parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { describe, expect, test } from "vitest";
import { languages } from "./languages";
import { messages } from "./texts";

type Elements = ReturnType<typeof parse>;
type Tree = { [key: string]: string | Tree };

const english = flat(messages.en);

describe.each(languages)("%s", (language) => {
  const own = flat(messages[language]);

  test("has every text, and no other", () => {
    expect([...own.keys()]).toEqual([...english.keys()]);
  });

  test("takes the same values and tags in each text", () => {
    const different = [...own].filter(
      ([key, text]) => argumentsOf(text).join() !== argumentsOf(english.get(key) ?? "").join(),
    );
    expect(different).toEqual([]);
  });

  test("counts by the plurals that its grammar has", () => {
    const rules = new Intl.PluralRules(language);
    const needed = Array.from({ length: 100 }, (_, count) => rules.select(count));
    const poor = [...own].filter(([, text]) =>
      pluralsOf(parse(text)).some((cases) => needed.some((one) => !(one in cases))),
    );
    expect(poor).toEqual([]);
  });

  test.runIf(language !== "en")("leaves no sentence in English", () => {
    const left = [...own].filter(([key, text]) => text === english.get(key) && text.includes(" "));
    expect(left).toEqual([]);
  });
});

function flat(tree: Tree, path = ""): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") texts.set(path + key, value);
    else for (const [below, text] of flat(value, `${path}${key}.`)) texts.set(below, text);
  }
  return texts;
}

/** "bought: yes other", "<b>" */
function argumentsOf(text: string): string[] {
  const found = new Set<string>();
  walk(parse(text), (element) => {
    if (element.type === TYPE.tag) found.add(`<${element.value}>`);
    else if (element.type === TYPE.select)
      found.add(`${element.value}: ${Object.keys(element.options).sort().join(" ")}`);
    else if (element.type !== TYPE.literal && element.type !== TYPE.pound) found.add(element.value);
  });
  return [...found].sort();
}

function pluralsOf(elements: Elements): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  walk(elements, (element) => {
    if (element.type === TYPE.plural) found.push(element.options);
  });
  return found;
}

function walk(elements: Elements, visit: (element: Elements[number]) => void): void {
  for (const element of elements) {
    visit(element);
    if (element.type === TYPE.tag) walk(element.children, visit);
    if (element.type === TYPE.select || element.type === TYPE.plural)
      for (const { value } of Object.values(element.options)) walk(value, visit);
  }
}
