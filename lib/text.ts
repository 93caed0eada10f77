/*
 * Text from payment providers, Discord, forms and API calls is cleaned here once, when it comes in.
 * Removed: what can't be stored (NUL, lone surrogates) and what misleads readers (direction overrides, invisible
 * characters). Kept: what people need for writing (joiners, combining marks, variation selectors, right-to-left marks).
 */

/** With the u flag this only matches lone surrogates, because a pair is one character. */
const halfPairs = /\p{Surrogate}/gu;
const lineBreaks = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const unwanted =
  /(?![\t\n])[\p{Cc}\p{Noncharacter_Code_Point}\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
/** A visible character. A name of only joiners would look empty. */
const visible = /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u;

/** Cleans text of any number of lines and cuts it to `longest` UTF-16 units. Never throws. */
export function cleanText(text: string, longest = Number.POSITIVE_INFINITY): string {
  const clean = text.replace(halfPairs, "\ufffd").replace(lineBreaks, "\n").replace(unwanted, "");
  // The cut may split a surrogate pair.
  return clean.length > longest ? clean.slice(0, longest).replace(/[\ud800-\udbff]$/, "") : clean;
}

/** Cleans a single line, such as a name, and trims it. Empty when nothing would be visible. */
export function cleanLine(text: string, longest?: number): string {
  const line = cleanText(
    cleanText(text)
      .replace(/[\t\n]+/g, " ")
      .trim(),
    longest,
  ).trimEnd();
  return visible.test(line) ? line : "";
}

/** Cleans every string inside a JSON value, including field names. */
export function cleanTexts<T>(value: T, longest?: number): T {
  if (typeof value === "string") return cleanText(value, longest) as T;
  if (Array.isArray(value)) return value.map((inner) => cleanTexts(inner, longest)) as T;
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, inner]) => [
    cleanText(name, longest),
    cleanTexts(inner, longest),
  ]);
  return Object.fromEntries(fields) as T;
}
