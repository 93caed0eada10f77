import { KeyRound, Plus } from "lucide-react";
import type { Metadata } from "next";
import { EntitlementList } from "@/components/entitlements/entitlement-list";
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
  const query = await readSearchParams(searchParams);
  const { activity, servers, mayChange, ...list } = await asMember(slug, "viewer", ({ tx, ...member }) =>
    readEntitlements(tx, member, query),
  );
  const isFiltered = Boolean(query.q || query.show || query.server || query.product || query.after);
  const isEmpty = list.rows.length === 0 && !isFiltered;
  const plus = mayChange && (
    <ButtonLink href={`/${slug}/entitlements?new=1`} scroll={false} variant="primary">
      <Plus aria-hidden /> New entitlement
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title="Entitlements" action={!isEmpty && plus} />
      {isEmpty ? (
        <EmptyState icon={<KeyRound />} title="Give your customers a place in Discord" action={plus}>
          An entitlement is what a product gives: a place in your server and a role. Connect Discord, pick a
          role, attach it to a product. Everything after that is automatic.
        </EmptyState>
      ) : (
        <div className="grid gap-6 xl:grid-cols-[minmax(0,1fr)_21rem]">
          <EntitlementList slug={slug} servers={servers} mayExport={mayChange} {...list} />
          <Section title="Grant activity">
            <LiveActivity slug={slug} first={activity} />
          </Section>
        </div>
      )}
      {mayChange && <NewEntitlement slug={slug} open={query.new === "1"} servers={servers} />}
    </>
  );
}
