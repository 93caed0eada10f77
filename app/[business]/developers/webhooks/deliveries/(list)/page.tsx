import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { DeliveryList } from "@/components/webhooks/delivery-list";
import { asMember } from "@/lib/auth";
import { mayAct } from "@/lib/rights";
import { readSearchParams, type SearchParams } from "@/lib/search-params";
import { readDeliveries, readDeliveryQuery } from "@/lib/webhooks/read-screens";

export const metadata: Metadata = { title: "Deliveries" };

type Props = {
  params: Promise<{ business: string }>;
  searchParams: SearchParams;
};

export default async function DeliveriesPage({ params, searchParams }: Props) {
  const { business: slug } = await params;
  const query = readDeliveryQuery(await readSearchParams(searchParams));
  const { page, mayExport } = await asMember(slug, "viewer", async ({ tx, business, role }) => ({
    page: await readDeliveries(tx, business.id, query),
    mayExport: mayAct(role, "admin"),
  }));
  return (
    <>
      <PageHeader
        below
        title="Deliveries"
        trail={[{ href: `/${slug}/developers/webhooks`, label: "Endpoints" }]}
      >
        <p>Every event sent to every endpoint, kept for 90 days.</p>
      </PageHeader>
      <DeliveryList slug={slug} query={query} first={page} mayExport={mayExport} showEndpoint />
    </>
  );
}
