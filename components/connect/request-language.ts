import { cookies, headers } from "next/headers";
import { cache } from "react";
import { env } from "@/lib/env";
import {
  chooseLanguage,
  isLanguage,
  type Language,
  languageOfHeader,
  type RequestLanguage,
} from "@/lib/languages/languages";
import { type Texts, texts } from "@/lib/languages/texts";

const cookieName = "language";
const yearSeconds = 365 * 24 * 3600;

/** What this request says of its reader's language. */
export const requestLanguage = cache(async (): Promise<RequestLanguage> => {
  const picked = (await cookies()).get(cookieName)?.value;
  return {
    picked: isLanguage(picked) ? picked : null,
    browser: languageOfHeader((await headers()).get("accept-language")),
  };
});

/** The texts of a page of which nothing but the request is known. */
export async function pageTexts(): Promise<Texts> {
  return texts(chooseLanguage(await requestLanguage(), null));
}

/** Remembers the reader's choice in this browser. */
export async function keepLanguage(language: Language): Promise<void> {
  (await cookies()).set(cookieName, language, {
    httpOnly: true,
    sameSite: "lax",
    secure: env().APP_URL.startsWith("https:"),
    path: "/",
    maxAge: yearSeconds,
  });
}
