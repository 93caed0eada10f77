"use client";
import { Send } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ErrorLine } from "@/components/ui/error-line";
import { useAction } from "@/components/ui/use-action";
import type { EmailTemplate, Rendered } from "@/lib/email/try-email";
import type { Language } from "@/lib/languages/languages";
import { sendTestEmail } from "./actions";
import { EmailFrame } from "./email-frame";

const views = ["Light", "Dark", "Plain text"] as const;

/** The whole email in each way a mail client may show it, and a button that mails it to oneself. */
export function EmailPreview(props: {
  slug: string;
  template: EmailTemplate;
  language: Language;
  email: Rendered;
  maySend: boolean;
}) {
  const { slug, template, language, email, maySend } = props;
  const [view, setView] = useState<(typeof views)[number]>("Light");
  const test = useAction(sendTestEmail);
  return (
    <figure className="grid content-start gap-3">
      <figcaption className="flex flex-wrap items-center justify-between gap-2">
        <fieldset className="flex gap-1 rounded-lg bg-sunken p-1">
          <legend className="sr-only">How the email is shown</legend>
          {views.map((name) => (
            <Button
              key={name}
              size="sm"
              variant={name === view ? "secondary" : "ghost"}
              aria-pressed={name === view}
              onClick={() => setView(name)}
            >
              {name}
            </Button>
          ))}
        </fieldset>
        {maySend && (
          <Button
            size="sm"
            icon={<Send aria-hidden />}
            pending={test.pending}
            onClick={() => test.run(slug, template, language)}
          >
            Send me a test
          </Button>
        )}
      </figcaption>
      <p role="status" className="text-delivered-ink text-sm empty:hidden">
        {test.value && `Sent to ${test.value}, as it was last saved`}
      </p>
      <ErrorLine>{test.refusal?.message}</ErrorLine>
      <p className="rounded-lg border px-3 py-2">
        <span className="text-ink-soft">Subject: </span>
        {email.subject}
      </p>
      {view === "Plain text" ? (
        <pre className="h-160 overflow-auto whitespace-pre-wrap rounded-xl border bg-surface p-4 font-mono text-sm">
          {email.text}
        </pre>
      ) : (
        <EmailFrame title="Preview of the email" html={email.html} dark={view === "Dark"} />
      )}
    </figure>
  );
}
