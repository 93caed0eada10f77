import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { DeliveryScreen } from "@/components/webhooks/delivery-screen";
import { asMember } from "@/lib/auth";
import { mayAct } from "@/lib/rights";
import { readDelivery } from "@/lib/webhooks/read-screens";

export const metadata: Metadata = { title: "Delivery" };

type Props = { params: Promise<{ business: string; delivery: string }> };

export default async function DeliveryPage({ params }: Props) {
  const { business: slug, delivery: id } = await params;
  const { delivery, mayChange } = await asMember(slug, "viewer", async ({ tx, ...member }) => ({
    delivery: await readDelivery(tx, member, id),
    mayChange: mayAct(member.role, "admin"),
  }));
  return (
    <>
      <PageHeader
        below
        title={delivery.type}
        trail={[
          { href: `/${slug}/developers/webhooks`, label: "Endpoints" },
          { href: `/${slug}/developers/webhooks/deliveries`, label: "Deliveries" },
        ]}
      />
      <DeliveryScreen slug={slug} first={delivery} mayChange={mayChange} />
    </>
  );
}
