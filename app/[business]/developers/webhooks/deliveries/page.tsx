import { Webhook } from "lucide-react";
import type { Metadata } from "next";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { DeliveryFilters } from "@/components/webhooks/delivery-filters";
import { DeliveryTable } from "@/components/webhooks/delivery-table";
import { asMember } from "@/lib/auth";
import { readDeliveries, readDeliveryQuery } from "@/lib/webhooks/read-screens";

export const metadata: Metadata = { title: "Deliveries" };

type Props = {
  params: Promise<{ business: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function DeliveriesPage({ params, searchParams }: Props) {
  const { business: slug } = await params;
  const query = readDeliveryQuery(await searchParams);
  const page = await asMember(slug, "viewer", ({ tx, business }) => readDeliveries(tx, business.id, query));
  const isFiltered = Object.values(query).some(Boolean);
  return (
    <>
      <PageHeader
        title="Deliveries"
        trail={[
          { href: `/${slug}/developers`, label: "Developers" },
          { href: `/${slug}/developers/webhooks`, label: "Webhook endpoints" },
        ]}
      >
        <p>Every event to every endpoint, kept for 90 days.</p>
      </PageHeader>
      <div className="grid gap-4">
        <DeliveryFilters />
        {page.deliveries.length > 0 ? (
          <DeliveryTable slug={slug} query={query} first={page} showEndpoint />
        ) : isFiltered ? (
          <EmptyState title="No delivery fits">Try another status, event or search.</EmptyState>
        ) : (
          <EmptyState icon={<Webhook />} title="Nothing sent yet">
            <p>Deliveries appear here when something happens to a customer's access.</p>
          </EmptyState>
        )}
      </div>
    </>
  );
}
