"use client";
import { CreditCard } from "lucide-react";
import { useLive } from "@/components/live/use-live";
import { EmptyState } from "@/components/ui/empty-state";
import type { ConnectionView } from "@/lib/payments/connections/read-connections";
import type { ProviderChoice } from "@/lib/payments/providers";
import { ConnectionCard } from "./connection-card";
import { NewConnection } from "./new-connection";

const anyOf = new Intl.ListFormat("en", { type: "disjunction" });

/** The payment providers, followed while the products of one are being read. */
export function ConnectionsScreen({
  slug,
  first,
  providers,
  mayChange,
}: {
  slug: string;
  first: ConnectionView[];
  providers: ProviderChoice[];
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
        action={mayChange && <NewConnection slug={slug} providers={providers} />}
      >
        {anyOf.format(providers.map(({ name }) => name))}: paste a key, and your products and purchases arrive
        by themselves. Without one you can still give access by hand and through the API.
      </EmptyState>
    );
  return (
    <div className="grid gap-5">
      {mayChange && (
        <div className="justify-self-end">
          <NewConnection slug={slug} providers={providers} />
        </div>
      )}
      {connections.map((connection) => (
        <ConnectionCard key={connection.id} slug={slug} mayChange={mayChange} connection={connection} />
      ))}
    </div>
  );
}
