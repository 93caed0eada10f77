import type { Metadata } from "next";
import { InboxEventScreen } from "@/components/payments/inbox-event-screen";
import { asMember } from "@/lib/auth";
import { readInboxEvent } from "@/lib/purchases/read-inbox";

export const metadata: Metadata = { title: "Payment event" };

type Props = { params: Promise<{ business: string; connection: string; event: string }> };

export default async function PaymentEventPage({ params }: Props) {
  const { business: slug, connection, event } = await params;
  const first = await asMember(slug, "viewer", ({ tx, ...member }) =>
    readInboxEvent(tx, member, connection, event),
  );
  return <InboxEventScreen slug={slug} first={first} />;
}
