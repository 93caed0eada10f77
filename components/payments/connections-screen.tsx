"use client";
import { CreditCard } from "lucide-react";
import { useState } from "react";
import { useLive } from "@/components/live/use-live";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import type { ConnectionView } from "@/lib/payments/connections/read-connections";
import type { ProviderChoice } from "@/lib/payments/providers";
import { ConnectionCard } from "./connection-card";
import { NewConnection } from "./new-connection";

const anyOf = new Intl.ListFormat("en", { type: "disjunction" });

/** The payment providers, refreshed while one's products are being synced. */
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
  const [leftBehind, setLeftBehind] = useState<string | null>(null);
  const left = leftBehind && (
    <Callout look="warning" live title="Disconnected, with one thing left to do">
      {leftBehind}
    </Callout>
  );
  const empty = connections.length === 0;
  return (
    <div className="grid gap-5">
      {left}
      {mayChange && (
        // The sheet stays in its place when the first provider is connected, so that it can say so.
        <div className={empty ? "order-last justify-self-center" : "justify-self-end"}>
          <NewConnection slug={slug} providers={providers} />
        </div>
      )}
      {empty && (
        <EmptyState icon={<CreditCard />} title="Connect your payment provider">
          {anyOf.format(providers.map(({ name }) => name))}: paste a key and your products and purchases sync
          automatically. Without one, you can still give access manually or through the API.
        </EmptyState>
      )}
      {connections.map((connection) => (
        <ConnectionCard
          key={connection.id}
          slug={slug}
          mayChange={mayChange}
          connection={connection}
          provider={providers.find(({ id }) => id === connection.providerId)}
          onDisconnected={setLeftBehind}
        />
      ))}
    </div>
  );
}
