"use client";
import { CreditCard } from "lucide-react";
import { useLive } from "@/components/live/use-live";
import { EmptyState } from "@/components/ui/empty-state";
import type { ConnectionView } from "@/lib/payments/connections/read-connections";
import { ConnectionCard } from "./connection-card";
import { NewConnection } from "./new-connection";

/** The payment providers, followed while the products of one are being read. */
export function ConnectionsScreen({
  slug,
  first,
  mayChange,
}: {
  slug: string;
  first: ConnectionView[];
  mayChange: boolean;
}) {
  const connections = useLive(`/api/dashboard/${slug}/payments`, first, {
    until: (now) => !now.some(({ isReading }) => isReading),
  });
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
        <ConnectionCard key={connection.id} slug={slug} mayChange={mayChange} connection={connection} />
      ))}
    </div>
  );
}
