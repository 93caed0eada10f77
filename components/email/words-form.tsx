"use client";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm } from "@/components/ui/use-action";
import type { EmailTemplate, OwnWords } from "@/lib/email/try-email";
import { saveOwnWords } from "./actions";

/** Subject and first words of one email in one language. Empty fields stand for our words. */
export function WordsForm(props: {
  slug: string;
  template: EmailTemplate;
  language: string;
  languageName: string;
  words: OwnWords;
  onChange: (words: OwnWords) => void;
}) {
  const { slug, template, language, words, onChange } = props;
  const form = useActionForm(saveOwnWords.bind(null, slug, template, language));
  return (
    <ActionForm form={form} className="grid gap-5 border-t pt-6">
      <div>
        <h2 className="font-semibold text-lg">Words in {props.languageName}</h2>
        <p className="text-ink-soft text-sm">
          {"Leave a field empty to use ours. {business}, {product}, {server} and {role} become their names."}
        </p>
      </div>
      <Field label="Subject" optional name="subject">
        {(control) => (
          <Input
            {...control}
            maxLength={150}
            value={words.subject ?? ""}
            onChange={(event) => onChange({ ...words, subject: event.target.value })}
          />
        )}
      </Field>
      <Field label="First words" optional hint="An empty line starts a new paragraph." name="intro">
        {(control) => (
          <Textarea
            {...control}
            rows={5}
            maxLength={1_000}
            value={words.intro ?? ""}
            onChange={(event) => onChange({ ...words, intro: event.target.value })}
          />
        )}
      </Field>
      <FormProblem />
      <div className="flex items-center gap-3">
        <SubmitButton>Save words</SubmitButton>
        <p role="status" className="text-delivered-ink">
          {form.done && "Saved"}
        </p>
      </div>
    </ActionForm>
  );
}
