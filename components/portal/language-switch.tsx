import { SendButton } from "@/components/connect/send-button";
import { languageNames } from "@/lib/languages/languages";
import type { Texts } from "@/lib/languages/texts";
import { pickLanguage } from "./actions";

/** The language of the customer's pages and emails. A plain form, as all that customers meet. */
export function LanguageSwitch({ texts }: { texts: Texts }) {
  return (
    <form action={pickLanguage} className="flex flex-wrap items-end gap-2 border-t pt-6">
      <div className="grid gap-1.5">
        <label htmlFor="language" className="font-medium text-sm">
          {texts.t("common.language")}
        </label>
        <select
          id="language"
          name="language"
          defaultValue={texts.language}
          className="h-11 rounded-md border border-control-line bg-surface px-3"
        >
          {Object.entries(languageNames).map(([language, name]) => (
            <option key={language} value={language} lang={language}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <SendButton variant="secondary" size="lg">
        {texts.t("common.setLanguage")}
      </SendButton>
    </form>
  );
}
