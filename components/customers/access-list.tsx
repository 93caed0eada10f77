import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { ServerIcon } from "@/components/ui/server-icon";
import { StatusBadge } from "@/components/ui/status";
import { TargetRoleName } from "@/components/ui/target";
import type { CustomerData } from "@/lib/customers/read-customer";

/** For each role: which live claims give it, and whether Discord shows it. */
export function AccessList({ slug, servers }: { slug: string; servers: CustomerData["servers"] }) {
  if (servers.length === 0)
    return (
      <p className="text-ink-soft">
        They haven't connected a Discord account, so they don't have any roles yet.
      </p>
    );
  return (
    <ul className="grid gap-5">
      {servers.map((server) => (
        <li key={server.id} className="grid gap-2.5">
          <div className="flex items-center gap-3">
            <ServerIcon guildId={server.id} name={server.name} icon={server.icon} />
            <div className="min-w-0">
              <p className="truncate font-medium">{server.name}</p>
              <p className="text-ink-soft text-sm">
                {server.presence}
                {server.syncedAt && (
                  <>
                    {" · checked "}
                    <RelativeTime at={server.syncedAt} />
                  </>
                )}
              </p>
            </div>
          </div>
          {server.problem && <p className="rounded-lg bg-failed-soft px-3 py-2 text-sm">{server.problem}</p>}
          {server.claims.length === 0 ? (
            <p className="text-ink-soft">They no longer have any access here.</p>
          ) : (
            <ul className="divide-y rounded-lg border">
              {server.claims.map((claim) => (
                <li key={claim.grantId} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3.5 py-2.5">
                  <TargetRoleName role={claim.role} />
                  <span className="min-w-0 flex-1 text-ink-soft">
                    through{" "}
                    <Link
                      href={`/${slug}/grants/${claim.grantId}`}
                      className="text-accent-ink underline underline-offset-2"
                    >
                      {claim.source}
                    </Link>{" "}
                    ({claim.entitlement})
                    {claim.ends && (
                      <>
                        , ends <RelativeTime at={claim.ends} />
                      </>
                    )}
                  </span>
                  <StatusBadge tone={claim.has ? "delivered" : "pending"}>
                    {claim.has ? "Has it" : "Not yet"}
                  </StatusBadge>
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}
