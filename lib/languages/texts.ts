import { createTranslator } from "use-intl/core";
import de from "@/messages/de.json";
import en from "@/messages/en.json";
import es from "@/messages/es.json";
import fr from "@/messages/fr.json";
import it from "@/messages/it.json";
import ja from "@/messages/ja.json";
import ko from "@/messages/ko.json";
import pl from "@/messages/pl.json";
import ptBR from "@/messages/pt-BR.json";
import ru from "@/messages/ru.json";
import tr from "@/messages/tr.json";
import type { Language } from "./languages";

type Messages = typeof en;

export const messages: Record<Language, Messages> = { en, de, fr, es, "pt-BR": ptBR, it, pl, tr, ja, ko, ru };

export type Translate = ReturnType<typeof createTranslator<Messages>>;

/** What customers read, in one language. */
export type Texts = {
  language: Language;
  /** For dates and numbers. */
  locale: string;
  t: Translate;
  /** "29 November 2026" */
  day(at: Date | string): string;
  /** "29 November 2026 at 14:05 UTC": the reader's own time zone is unknown here. */
  moment(at: Date | string): string;
  /** "The Lounge and The Attic" */
  list(names: string[]): string;
};

const made = new Map<Language, Texts>();

export function texts(language: Language): Texts {
  const known = made.get(language) ?? makeTexts(language);
  made.set(language, known);
  return known;
}

function makeTexts(language: Language): Texts {
  const t = createTranslator({ locale: language, messages: messages[language], onError: fail });
  // "en" alone would put the month first.
  const locale = language === "en" ? "en-GB" : language;
  const date = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  const day = new Intl.DateTimeFormat(locale, date);
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" } as const;
  const moment = new Intl.DateTimeFormat(locale, { ...date, ...time });
  const names = new Intl.ListFormat(language, { type: "conjunction" });
  return {
    language,
    locale,
    t,
    day: (at) => day.format(new Date(at)),
    moment: (at) => moment.format(new Date(at)),
    list: (all) => names.format(all),
  };
}

/** The types hold that every text is there, and a test that each one can be written. */
function fail(error: Error): never {
  throw error;
}
