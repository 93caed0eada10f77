"use client";
import { Server } from "lucide-react";
import { useLive } from "@/components/live/use-live";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import type { ServerWithHealth } from "@/lib/guilds/read-guilds";
import { ConnectLink } from "./connect-discord";
import { ServerCard } from "./server-card";

export function ServersScreen({
  slug,
  first,
  mayChange,
}: {
  slug: string;
  first: ServerWithHealth[];
  mayChange: boolean;
}) {
  const servers = useLive(`/api/dashboard/${slug}/servers/health`, first, { everyMs: 4000 });
  return (
    <>
      <PageHeader
        title="Servers"
        action={mayChange && servers.length > 0 && <ConnectLink slug={slug} label="Connect another server" />}
      />
      {servers.length === 0 ? (
        <EmptyState
          icon={<Server />}
          title="No servers yet"
          action={mayChange && <ConnectLink slug={slug} label="Connect Discord" large />}
        >
          Add the Gatehouse bot to your Discord server. It shows up here once it's connected.
        </EmptyState>
      ) : (
        <div className="grid gap-5">
          {servers.map((server) => (
            <ServerCard key={server.id} slug={slug} server={server} mayChange={mayChange} />
          ))}
        </div>
      )}
    </>
  );
}
