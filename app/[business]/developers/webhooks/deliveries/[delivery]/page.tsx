import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { DeliveryScreen } from "@/components/webhooks/delivery-screen";
import { asMember, mayAct } from "@/lib/auth";
import { readDelivery } from "@/lib/webhooks/read-screens";

export const metadata: Metadata = { title: "Delivery" };

type Props = { params: Promise<{ business: string; delivery: string }> };

export default async function DeliveryPage({ params }: Props) {
  const { business: slug, delivery: id } = await params;
  const { delivery, mayChange } = await asMember(slug, "viewer", async ({ tx, business, role }) => ({
    delivery: await readDelivery(tx, business.id, id),
    mayChange: mayAct(role, "admin"),
  }));
  return (
    <>
      <PageHeader
        title={<span className="break-all">{delivery.type}</span>}
        trail={[
          { href: `/${slug}/developers/webhooks`, label: "Webhook endpoints" },
          { href: `/${slug}/developers/webhooks/deliveries`, label: "Deliveries" },
        ]}
      />
      <DeliveryScreen slug={slug} first={delivery} mayChange={mayChange} />
    </>
  );
}
