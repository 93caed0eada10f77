/*
 * Text from payment providers, Discord, forms and API calls is cleaned here, once, where it comes in. What goes
 * cannot be stored (NUL, half a surrogate pair) or misleads its readers (direction overrides, invisible characters).
 * What stays is part of writing: joiners, combining marks, variation selectors, right-to-left letters and marks.
 */

/** The u flag makes this match lone surrogates only: a pair is one character. */
const halfPairs = /\p{Surrogate}/gu;
const lineBreaks = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const unwanted =
  /(?![\t\n])[\p{Cc}\p{Noncharacter_Code_Point}\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
/** Something that a reader sees: a name of joiners alone is no name. */
const visible = /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u;

/** Text of any number of lines; what is longer than `longest` UTF-16 units is cut. Never throws. */
export function cleanText(text: string, longest = Number.POSITIVE_INFINITY): string {
  const clean = text.replace(halfPairs, "\ufffd").replace(lineBreaks, "\n").replace(unwanted, "");
  // A cut may halve a pair.
  return clean.length > longest ? clean.slice(0, longest).replace(/[\ud800-\udbff]$/, "") : clean;
}

/** A name or another text of one line, without spaces around it; empty when a reader would see nothing. */
export function cleanLine(text: string, longest?: number): string {
  const line = cleanText(
    cleanText(text)
      .replace(/[\t\n]+/g, " ")
      .trim(),
    longest,
  ).trimEnd();
  return visible.test(line) ? line : "";
}

/** Every text inside a JSON value, names of fields included. */
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
