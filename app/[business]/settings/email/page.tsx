import type { Metadata } from "next";
import { z } from "zod";
import { EmailScreen } from "@/components/email/email-screen";
import { requireMember } from "@/lib/auth";
import { emailTemplate, previewEmail } from "@/lib/email/try-email";
import { mostLogoBytes } from "@/lib/logos";
import { mayAct } from "@/lib/rights";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

export const metadata: Metadata = { title: "Emails" };

const query = z.object({ email: emailTemplate.catch("join-discord") });

type Props = { params: Promise<{ business: string }>; searchParams: SearchParams };

export default async function EmailPage({ params, searchParams }: Props) {
  const { business: slug } = await params;
  const { business, role, person } = await requireMember(slug);
  const { email: template } = query.parse(await readSearchParams(searchParams));
  return (
    <EmailScreen
      slug={slug}
      name={business.name}
      logoUrl={business.logoUrl}
      mostLogoBytes={mostLogoBytes}
      brandColor={business.brandColor ?? ""}
      template={template}
      email={await previewEmail(business, template, person)}
      mayChange={mayAct(role, "admin")}
    />
  );
}
