import type { Metadata } from "next";
import { BusinessForm } from "@/components/settings/business-form";
import { requireMember } from "@/lib/auth";
import { mayAct } from "@/lib/rights";

export const metadata: Metadata = { title: "Business" };

type Props = { params: Promise<{ business: string }> };

export default async function BusinessSettingsPage({ params }: Props) {
  const { business: slug } = await params;
  const { business, role } = await requireMember(slug);
  return (
    <BusinessForm
      slug={slug}
      id={business.id}
      name={business.name}
      supportEmail={business.supportEmail ?? ""}
      mayChange={mayAct(role, "admin")}
    />
  );
}
