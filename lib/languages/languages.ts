/** The languages in which customers read pages and emails, each by its own name. */
export const languageNames = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
  "pt-BR": "Português (Brasil)",
  it: "Italiano",
  pl: "Polski",
  tr: "Türkçe",
  ja: "日本語",
  ko: "한국어",
  ru: "Русский",
} as const;

export type Language = keyof typeof languageNames;

export const languages = Object.keys(languageNames) as Language[];

export function isLanguage(text: unknown): text is Language {
  return typeof text === "string" && Object.hasOwn(languageNames, text);
}

/** The language for a tag like `de-AT`, `es_419` or `pt`; null if it is none of ours. */
export function languageOfTag(tag: string | null | undefined): Language | null {
  const [primary = ""] = (tag ?? "").trim().toLowerCase().split(/[-_]/);
  return languages.find((language) => language.toLowerCase().split("-")[0] === primary) ?? null;
}

/** The first of a browser's languages that is one of ours; null if none is. Takes an Accept-Language header. */
export function languageOfHeader(header: string | null): Language | null {
  const wanted = (header ?? "")
    .slice(0, 500)
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.split(";").map((text) => text.trim());
      const weight = parameters.find((text) => text.startsWith("q="))?.slice(2);
      return { tag, weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight);
  for (const { tag } of wanted) {
    const language = languageOfTag(tag);
    if (language) return language;
  }
  return null;
}

/** What a request says: what its reader picked in this browser, and what the browser itself is in. */
export type RequestLanguage = { picked: Language | null; browser: Language | null };

/** What is stored of a customer, with the default of the business. */
export type StoredLanguage = { picked: string | null; known: string | null; usual: string };

/** The language to write to a customer in: as they picked, else their browser's or Discord's, else the business's. */
export function chooseLanguage(request: RequestLanguage | null, stored: StoredLanguage | null): Language {
  const inOrder = [request?.picked, stored?.picked, request?.browser, stored?.known, stored?.usual];
  return inOrder.find(isLanguage) ?? "en";
}
