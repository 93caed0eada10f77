import type { Metadata } from "next";
import { ConnectionsScreen } from "@/components/payments/connections-screen";
import { asMember } from "@/lib/auth";
import { readConnections } from "@/lib/payments/connections/read-connections";
import { providerChoices } from "@/lib/payments/providers";
import { mayAct } from "@/lib/rights";

export const metadata: Metadata = { title: "Payment providers" };

type Props = { params: Promise<{ business: string }> };

export default async function PaymentsPage({ params }: Props) {
  const { business: slug } = await params;
  const { connections, mayChange } = await asMember(slug, "viewer", async ({ tx, business, role }) => ({
    connections: await readConnections(tx, business.id),
    mayChange: mayAct(role, "admin"),
  }));
  return (
    <ConnectionsScreen slug={slug} first={connections} providers={providerChoices()} mayChange={mayChange} />
  );
}
