import type { Metadata } from "next";
import { DeliveryList } from "@/components/webhooks/delivery-list";
import { PartHeader } from "@/components/webhooks/part-header";
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
  return (
    <>
      <PartHeader title="Deliveries" trail={[{ href: `/${slug}/developers/webhooks`, label: "Endpoints" }]}>
        <p>Every event to every endpoint, kept for 90 days.</p>
      </PartHeader>
      <DeliveryList slug={slug} query={query} first={page} showEndpoint />
    </>
  );
}
