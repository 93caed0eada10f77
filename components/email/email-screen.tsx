"use client";
import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useState } from "react";
import { SettingsForm } from "@/components/settings/settings-form";
import { Select } from "@/components/ui/select";
import { useAction } from "@/components/ui/use-action";
import type { EmailTemplate, OwnWords, Rendered } from "@/lib/email/try-email";
import { type Language, languageNames } from "@/lib/languages/languages";
import { previewEmail } from "./actions";
import { ColourField } from "./colour-field";
import { emailNames } from "./email-names";
import { EmailPreview } from "./email-preview";
import { LogoForm } from "./logo-form";
import { WordsForm } from "./words-form";

const settleMs = 300;

type Props = {
  slug: string;
  name: string;
  logoUrl: string | null;
  mostLogoBytes: number;
  brandColor: string;
  template: EmailTemplate;
  language: Language;
  /** Null for emails whose words can't be changed. */
  words: OwnWords | null;
  email: Rendered;
  mayChange: boolean;
};

/** How the business's emails look, beside the email itself. What is not saved yet is shown, too. */
export function EmailScreen(props: Props) {
  const { slug, template, language, mayChange } = props;
  const router = useRouter();
  const [brandColor, setBrandColor] = useState(props.brandColor);
  const [words, setWords] = useState(props.words);
  const email = usePreview(props, brandColor, words);
  const show = (template: string, language: string) =>
    router.replace(`/${slug}/settings/email?email=${template}&language=${language}`);
  return (
    <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,24rem)_minmax(0,1fr)]">
      <div className="grid gap-6">
        <LogoForm
          slug={slug}
          name={props.name}
          logoUrl={props.logoUrl}
          mostBytes={props.mostLogoBytes}
          mayChange={mayChange}
        />
        <SettingsForm slug={slug} mayChange={mayChange}>
          <ColourField value={brandColor} onChange={setBrandColor} />
        </SettingsForm>
        {words && mayChange && (
          <WordsForm
            slug={slug}
            template={template}
            language={language}
            languageName={languageNames[language]}
            words={words}
            onChange={setWords}
          />
        )}
      </div>
      <div className="grid gap-3">
        <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_12rem]">
          <Select
            aria-label="Email"
            value={template}
            onValueChange={(value) => show(value, language)}
            options={Object.entries(emailNames).map(([value, label]) => ({ value, label }))}
          />
          <Select
            aria-label="Language"
            value={language}
            onValueChange={(value) => show(template, value)}
            options={Object.entries(languageNames).map(([value, label]) => ({ value, label }))}
          />
        </div>
        <EmailPreview slug={slug} template={template} language={language} email={email} maySend={mayChange} />
      </div>
    </div>
  );
}

/** The email with what is not saved yet, a moment after the last key. */
function usePreview(saved: Props, brandColor: string, words: OwnWords | null): Rendered {
  const { slug, template, language } = saved;
  const preview = useAction(previewEmail);
  const unsaved = JSON.stringify({ brandColor, words });
  const changed = unsaved !== JSON.stringify({ brandColor: saved.brandColor, words: saved.words });
  const render = useEffectEvent(() => preview.run(slug, { template, language, brandColor, words }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of these is another email.
  useEffect(() => {
    if (!changed) return;
    const timer = setTimeout(() => render(), settleMs);
    return () => clearTimeout(timer);
  }, [changed, unsaved]);
  return (changed && preview.value) || saved.email;
}
