import { KeyRound, Plus } from "lucide-react";
import type { Metadata } from "next";
import { EntitlementCard } from "@/components/entitlements/entitlement-card";
import { NewEntitlement } from "@/components/entitlements/new/new-entitlement";
import { LiveActivity } from "@/components/grants/activity";
import { ButtonLink } from "@/components/ui/button-link";
import { Section } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { asMember } from "@/lib/auth";
import { readEntitlements } from "@/lib/entitlements/read-entitlements";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

export const metadata: Metadata = { title: "Entitlements" };

type Props = { params: Promise<{ business: string }>; searchParams: SearchParams };

export default async function EntitlementsPage({ params, searchParams }: Props) {
  const { business: slug } = await params;
  const { new: asked } = await readSearchParams(searchParams);
  const { summaries, servers, activity, mayChange } = await asMember(slug, "viewer", ({ tx, ...member }) =>
    readEntitlements(tx, member),
  );
  const plus = mayChange && (
    <ButtonLink href={`/${slug}/entitlements?new=1`} scroll={false} variant="primary">
      <Plus aria-hidden /> New entitlement
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title="Entitlements" action={summaries.length > 0 && plus} />
      {summaries.length === 0 ? (
        <EmptyState icon={<KeyRound />} title="Give your customers a place in Discord" action={plus}>
          An entitlement is what a product gives: a place in your server and a role. Connect Discord, pick a
          role, attach it to a product. Everything after that is automatic.
        </EmptyState>
      ) : (
        <div className="grid gap-6 lg:grid-cols-[1fr_23rem]">
          <ul className="grid content-start gap-3">
            {summaries.map((summary) => (
              <EntitlementCard key={summary.entitlement.id} slug={slug} summary={summary} />
            ))}
          </ul>
          <Section title="Grant activity">
            <LiveActivity slug={slug} first={activity} />
          </Section>
        </div>
      )}
      {mayChange && <NewEntitlement slug={slug} open={asked === "1"} servers={servers} />}
    </>
  );
}
