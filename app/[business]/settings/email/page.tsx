import type { Metadata } from "next";
import { z } from "zod";
import { EmailScreen } from "@/components/email/email-screen";
import { asMember } from "@/lib/auth";
import { findOwnWords, isEditable } from "@/lib/email/own-texts";
import { emailInLanguage, renderSample } from "@/lib/email/try-email";
import { chooseLanguage } from "@/lib/languages/languages";
import { mostLogoBytes } from "@/lib/logos";
import { mayAct } from "@/lib/rights";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

export const metadata: Metadata = { title: "Emails" };

const { template, language } = emailInLanguage.shape;
const query = z.object({
  email: template.catch("join-discord"),
  language: language.optional().catch(undefined),
});

type Props = { params: Promise<{ business: string }>; searchParams: SearchParams };

export default async function EmailPage({ params, searchParams }: Props) {
  const { business: slug } = await params;
  const asked = query.parse(await readSearchParams(searchParams));
  const { business, role, person, words, about } = await asMember(slug, "viewer", async (member) => {
    const usual = chooseLanguage(null, { picked: null, known: null, usual: member.business.language });
    const about = { template: asked.email, language: asked.language ?? usual };
    const words = await findOwnWords(member.tx, member.business.id, about.template, about.language);
    return { ...member, words, about };
  });
  return (
    <EmailScreen
      key={`${about.template} ${about.language}`}
      slug={slug}
      name={business.name}
      logoUrl={business.logoUrl}
      mostLogoBytes={mostLogoBytes}
      brandColor={business.brandColor ?? ""}
      {...about}
      words={isEditable(about.template) ? words : null}
      email={await renderSample(business, about, words, person)}
      mayChange={mayAct(role, "admin")}
    />
  );
}
