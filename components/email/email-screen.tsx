"use client";
import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useState } from "react";
import { SettingsForm } from "@/components/settings/settings-form";
import { Select } from "@/components/ui/select";
import { useAction } from "@/components/ui/use-action";
import type { EmailTemplate, Rendered } from "@/lib/email/try-email";
import { previewEmail } from "./actions";
import { ColourField } from "./colour-field";
import { emailNames } from "./email-names";
import { EmailPreview } from "./email-preview";
import { LogoForm } from "./logo-form";

const settleMs = 300;

/** How the business's emails look, beside the email itself. What is not saved yet is shown, too. */
export function EmailScreen(props: {
  slug: string;
  name: string;
  logoUrl: string | null;
  mostLogoBytes: number;
  brandColor: string;
  template: EmailTemplate;
  email: Rendered;
  mayChange: boolean;
}) {
  const { slug, template, mayChange } = props;
  const router = useRouter();
  const [brandColor, setBrandColor] = useState(props.brandColor);
  const preview = useAction(previewEmail);
  const showUnsaved = useEffectEvent(() => preview.run(slug, { template, brandColor }));
  const saved = brandColor === props.brandColor;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of these is a new email.
  useEffect(() => {
    if (saved) return;
    const timer = setTimeout(() => showUnsaved(), settleMs);
    return () => clearTimeout(timer);
  }, [saved, template, brandColor]);
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
      </div>
      <div className="grid gap-3">
        <Select
          aria-label="Email"
          value={template}
          onValueChange={(value) => router.replace(`/${slug}/settings/email?email=${value}`)}
          options={Object.entries(emailNames).map(([value, label]) => ({ value, label }))}
        />
        <EmailPreview
          slug={slug}
          template={template}
          email={(!saved && preview.value) || props.email}
          maySend={mayChange}
        />
      </div>
    </div>
  );
}
