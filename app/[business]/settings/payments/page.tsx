import { CreditCard } from "lucide-react";
import type { Metadata } from "next";
import { RefreshWhile } from "@/components/live/refresh-while";
import { ConnectionCard } from "@/components/payments/connection-card";
import { NewConnection } from "@/components/payments/new-connection";
import { EmptyState } from "@/components/ui/empty-state";
import { asMember } from "@/lib/auth";
import { listConnections, webhookUrl } from "@/lib/payments/connections";
import { mayAct } from "@/lib/rights";

export const metadata: Metadata = { title: "Payment providers" };

type Props = { params: Promise<{ business: string }> };

export default async function PaymentsPage({ params }: Props) {
  const { business: slug } = await params;
  const { connections, mayChange } = await asMember(slug, "viewer", async ({ tx, business, role }) => ({
    connections: await listConnections(tx, business.id),
    mayChange: mayAct(role, "admin"),
  }));
  if (connections.length === 0)
    return (
      <EmptyState
        icon={<CreditCard />}
        title="Connect what you sell with"
        action={mayChange && <NewConnection slug={slug} />}
      >
        Dodo Payments or Stripe: paste a key, and your products and purchases arrive by themselves. Without
        one you can still give access by hand and through the API.
      </EmptyState>
    );
  return (
    <div className="grid gap-5">
      {mayChange && (
        <div className="justify-self-end">
          <NewConnection slug={slug} />
        </div>
      )}
      {connections.map((connection) => (
        <ConnectionCard
          key={connection.id}
          slug={slug}
          mayChange={mayChange}
          connection={{
            id: connection.id,
            name: connection.name,
            provider: connection.provider,
            webhookUrl: webhookUrl(connection.id),
            lastEventAt: connection.lastEventAt?.toISOString() ?? null,
            isReading: connection.isReading,
            syncedAt: connection.syncedAt?.toISOString() ?? null,
            lastError: connection.lastError,
            caughtUpAt: connection.caughtUpAt?.toISOString() ?? null,
            catchUpError: connection.catchUpError,
          }}
        />
      ))}
      <RefreshWhile moving={connections.some(({ isReading }) => isReading)} />
    </div>
  );
}
