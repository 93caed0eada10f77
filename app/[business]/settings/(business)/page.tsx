import type { Metadata } from "next";
import { BusinessForm } from "@/components/settings/business-form";
import { PasskeyRequirement } from "@/components/settings/passkey-requirement";
import { asMember } from "@/lib/auth";
import { languageNames } from "@/lib/languages/languages";
import { membersWithoutPasskey } from "@/lib/passkeys/requirement";
import { mayAct } from "@/lib/rights";

export const metadata: Metadata = { title: "Business" };

type Props = { params: Promise<{ business: string }> };

export default async function BusinessSettingsPage({ params }: Props) {
  const { business: slug } = await params;
  const { business, role, without } = await asMember(slug, "viewer", async ({ tx, business, role }) => ({
    business,
    role,
    without: mayAct(role, "owner") ? await membersWithoutPasskey(tx, business.id) : [],
  }));
  return (
    <div className="grid gap-6">
      <BusinessForm
        slug={slug}
        id={business.id}
        name={business.name}
        supportEmail={business.supportEmail ?? ""}
        language={business.language}
        languages={languageNames}
        mayChange={mayAct(role, "admin")}
      />
      {mayAct(role, "owner") && (
        <PasskeyRequirement slug={slug} required={business.passkeyRequired} without={without} />
      )}
    </div>
  );
}
