"use client";
import { CircleAlert, CircleCheck, CircleHelp, RotateCw, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useState, useTransition } from "react";
import { checkServer } from "@/components/servers/actions";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { RelativeTime } from "@/components/ui/relative-time";
import { ServerIcon } from "@/components/ui/server-icon";
import { StatusBadge } from "@/components/ui/status";
import type { ServerWithHealth } from "@/lib/guilds/read-guilds";
import { disconnectServer } from "./actions";
import { ConnectLink } from "./connect-discord";

const looks = {
  pass: { icon: CircleCheck, tone: "text-delivered-ink", word: "Passed" },
  warn: { icon: TriangleAlert, tone: "text-pending-ink", word: "Look at this" },
  fail: { icon: CircleAlert, tone: "text-failed-ink", word: "Failed" },
  unknown: { icon: CircleHelp, tone: "text-ink-faint", word: "Not known yet" },
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
          <h2 className="truncate font-semibold text-lg">{server.name}</h2>
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
          {fails > 0 ? "Needs attention" : warns > 0 ? "Working, with a note" : "Healthy"}
        </StatusBadge>
      </header>
      <ul className="grid gap-x-8 gap-y-3 p-5 sm:grid-cols-2">
        {server.checks.map((check) => {
          const { icon: Icon, tone, word } = looks[check.state];
          return (
            <li key={check.name} className="flex gap-2.5">
              <Icon aria-hidden className={`mt-0.5 size-4.5 shrink-0 ${tone}`} />
              <div className="min-w-0">
                <p className="font-medium">
                  {check.name}
                  <span className="sr-only">: {word}</span>
                </p>
                <p className="text-ink-soft text-sm">{check.words}</p>
              </div>
            </li>
          );
        })}
      </ul>
      <footer className="grid gap-3 border-t px-5 py-4">
        <p className="text-ink-soft text-sm">
          {server.entitlements.length === 0
            ? "No entitlement uses it."
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
            Last sweep over all members <RelativeTime at={server.lastAudit.at} />:{" "}
            {server.lastAudit.read.toLocaleString("en")}{" "}
            {server.lastAudit.how === "single"
              ? "to be read one by one."
              : `read, ${server.lastAudit.repaired.toLocaleString("en")} put right.`}
          </p>
        )}
        {mayChange && <ServerActions slug={slug} server={server} />}
      </footer>
    </article>
  );
}

function ServerActions({ slug, server }: { slug: string; server: ServerWithHealth }) {
  const [told, setTold] = useState<string>();
  const [pending, startTransition] = useTransition();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        size="sm"
        pending={pending}
        onClick={() =>
          startTransition(async () => {
            const answer = await checkServer(slug, server.id);
            setTold(answer.ok ? "Checked just now." : answer.message);
          })
        }
      >
        {!pending && <RotateCw aria-hidden />} Check again
      </Button>
      {(server.problem === "discord_bot_removed" ||
        server.parked ||
        server.problem === "discord_missing_permission") && (
        <ConnectLink slug={slug} server={server.id} label="Connect again" />
      )}
      <Confirm
        trigger={
          <Button size="sm" variant="ghost" aria-label={`Disconnect ${server.name}`}>
            Disconnect
          </Button>
        }
        title={`Disconnect ${server.name}?`}
        confirmLabel="Disconnect"
        onConfirm={async () => {
          const answer = await disconnectServer(slug, server.id);
          return answer.ok ? null : answer.message;
        }}
      >
        <p>
          Gatehouse lets go of the server, and another business may connect it. The bot stays until you kick
          it.
        </p>
      </Confirm>
      <p role="status" className="text-ink-soft text-sm">
        {told}
      </p>
    </div>
  );
}
