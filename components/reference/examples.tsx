"use client";
import { cn } from "@/components/ui/class-names";
import { CodeBlock } from "@/components/ui/code-block";
import { clientIn, exampleIn, languages, type Sample } from "@/lib/api/examples";
import { useReader } from "./reader";

/** One call in the reader's language. Picking another language changes every example on the page. */
export function Example({ sample, baseUrl }: { sample: Sample; baseUrl: string }) {
  const { language } = useReader();
  return (
    <div className="grid gap-2">
      <LanguagePicker about={sample.id} />
      <CodeBlock code={exampleIn(language, sample, baseUrl)} label={`${sample.id} in ${language}`} />
    </div>
  );
}

export function FirstLines({ baseUrl }: { baseUrl: string }) {
  const { language } = useReader();
  return (
    <div className="grid gap-2">
      <LanguagePicker about="First lines" />
      <CodeBlock code={clientIn(language, baseUrl)} label={`First lines in ${language}`} />
    </div>
  );
}

function LanguagePicker({ about }: { about: string }) {
  const { language, setLanguage } = useReader();
  return (
    <fieldset className="flex gap-1">
      <legend className="sr-only">Language for {about}</legend>
      {languages.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === language}
          onClick={() => setLanguage(one)}
          className={cn(
            "touchable rounded-md px-2.5 py-1 font-medium text-sm",
            one === language
              ? "bg-accent-soft text-accent-ink"
              : "text-ink-soft hover:bg-hover hover:text-ink",
          )}
        >
          {one}
        </button>
      ))}
    </fieldset>
  );
}
