import { cookies, headers } from "next/headers";
import { cache } from "react";
import { isLanguage, languageOfHeader, type RequestLanguage } from "@/lib/languages/languages";

const cookieName = "language";

/** What this request says of its reader's language. */
export const requestLanguage = cache(async (): Promise<RequestLanguage> => {
  const picked = (await cookies()).get(cookieName)?.value;
  return {
    picked: isLanguage(picked) ? picked : null,
    browser: languageOfHeader((await headers()).get("accept-language")),
  };
});
