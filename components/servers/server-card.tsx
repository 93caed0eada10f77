"use client";
import { CircleAlert, CircleCheck, CircleHelp, RotateCw, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { ActionStatus } from "@/components/ui/action-status";
import { Button } from "@/components/ui/button";
import { DisconnectButton } from "@/components/ui/confirm";
import { RelativeTime } from "@/components/ui/relative-time";
import { ServerIcon } from "@/components/ui/server-icon";
import { StatusBadge } from "@/components/ui/status";
import { useAction } from "@/components/ui/use-action";
import type { ServerWithHealth } from "@/lib/guilds/read-guilds";
import { checkServer, disconnectServer } from "./actions";
import { ConnectLink } from "./connect-discord";

const looks = {
  pass: { icon: CircleCheck, tone: "text-delivered-ink", word: "Passed" },
  warn: { icon: TriangleAlert, tone: "text-pending-ink", word: "Warning" },
  fail: { icon: CircleAlert, tone: "text-failed-ink", word: "Failed" },
  unknown: { icon: CircleHelp, tone: "text-ink-faint", word: "Unknown" },
} as const;

export function ServerCard({
  slug,
  server,
  mayChange,
}: {
  slug: string;
  server: ServerWithHealth;
  mayChange: boolean;
}) {
  const fails = server.checks.filter(({ state }) => state === "fail").length;
  const warns = server.checks.filter(({ state }) => state === "warn").length;
  return (
    <article className="rounded-xl border bg-surface shadow-card">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-3 border-b p-5">
        <ServerIcon guildId={server.id} name={server.name} icon={server.icon} className="size-11" />
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold text-lg">
            <a href={server.url} target="_blank" rel="noreferrer" className="hover:underline">
              {server.name}
              <span className="sr-only"> in Discord (opens in a new tab)</span>
            </a>
          </h2>
          <p className="text-ink-soft text-sm">
            {server.members !== null && `${server.members.toLocaleString("en")} members · `}
            {server.checkedAt ? (
              <>
                checked <RelativeTime at={server.checkedAt} />
              </>
            ) : (
              "not checked yet"
            )}
          </p>
        </div>
        <StatusBadge tone={fails > 0 ? "failed" : warns > 0 ? "pending" : "delivered"}>
          {fails > 0 ? "Needs attention" : warns > 0 ? "Working, with a warning" : "Healthy"}
        </StatusBadge>
      </header>
      <ul className="grid gap-x-8 gap-y-3 p-5 sm:grid-cols-2">
        {server.checks.map((check) => {
          const { icon: Icon, tone, word } = looks[check.state];
          return (
            <li key={check.entitlementId ?? check.name} className="flex gap-2.5">
              <Icon aria-hidden className={`mt-0.5 size-4.5 shrink-0 ${tone}`} />
              <div className="min-w-0">
                <p className="font-medium">
                  {check.entitlementId ? (
                    <Link
                      href={`/${slug}/entitlements/${check.entitlementId}`}
                      className="underline-offset-2 hover:underline"
                    >
                      {check.name}
                    </Link>
                  ) : (
                    check.name
                  )}
                  <span className="sr-only">: {word}</span>
                </p>
                <p className="text-ink-soft text-sm">{check.words}</p>
                {check.waiting > 0 && (
                  <Link
                    href={`/${slug}/attention`}
                    className="touchable inline-flex items-center font-medium text-failed-ink text-sm underline underline-offset-2"
                  >
                    {check.waiting.toLocaleString("en")} waiting
                  </Link>
                )}
              </div>
            </li>
          );
        })}
      </ul>
      <footer className="grid gap-3 border-t px-5 py-4">
        <p className="text-ink-soft text-sm">
          {server.entitlements.length === 0
            ? "No entitlements use this server."
            : server.entitlements.map(({ id, name }, index) => (
                <span key={id}>
                  {index > 0 && " · "}
                  <Link
                    href={`/${slug}/entitlements/${id}`}
                    className="text-accent-ink underline underline-offset-2"
                  >
                    {name}
                  </Link>
                </span>
              ))}
        </p>
        {server.lastAudit && (
          <p className="text-ink-soft text-sm">
            Last full check of all members <RelativeTime at={server.lastAudit.at} />:{" "}
            {server.lastAudit.read.toLocaleString("en")}{" "}
            {server.lastAudit.how === "single"
              ? "to check one by one."
              : `checked, ${server.lastAudit.repaired.toLocaleString("en")} fixed.`}
          </p>
        )}
        {mayChange && <ServerActions slug={slug} server={server} />}
      </footer>
    </article>
  );
}

function ServerActions({ slug, server }: { slug: string; server: ServerWithHealth }) {
  const check = useAction(checkServer);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        size="sm"
        icon={<RotateCw aria-hidden />}
        pending={check.pending}
        onClick={() => check.run(slug, server.id)}
      >
        Check again
      </Button>
      {(server.problem === "discord_bot_removed" ||
        server.parked ||
        server.problem === "discord_missing_permission") && (
        <ConnectLink slug={slug} server={server.id} label="Connect again" />
      )}
      <DisconnectButton name={server.name} onConfirm={() => disconnectServer(slug, server.id)}>
        <p>
          Gatehouse gives nothing in this server any more, and another business can connect it. People who
          kept access from a deleted entitlement keep it until their purchase ends. The bot stays in the
          server until you kick it.
        </p>
      </DisconnectButton>
      <ActionStatus of={check} done="Checked just now." />
    </div>
  );
}
