import type { Metadata } from "next";
import { EmailLookForm } from "@/components/settings/email-look-form";
import { requireMember } from "@/lib/auth";
import { mayAct } from "@/lib/rights";

export const metadata: Metadata = { title: "Email look" };

type Props = { params: Promise<{ business: string }> };

export default async function EmailLookPage({ params }: Props) {
  const { business: slug } = await params;
  const { business, role } = await requireMember(slug);
  return (
    <EmailLookForm
      slug={slug}
      name={business.name}
      logoUrl={business.logoUrl ?? ""}
      brandColor={business.brandColor ?? ""}
      mayChange={mayAct(role, "admin")}
    />
  );
}
