"use client";
import { ExternalLink, RotateCw } from "lucide-react";
import { useState } from "react";
import { startGrantRun } from "@/components/grants/actions";
import { RunProgress } from "@/components/live/run-progress";
import { checkServer } from "@/components/servers/actions";
import { ConnectLink } from "@/components/servers/connect-discord";
import { ActionStatus } from "@/components/ui/action-status";
import { Button, buttonClass } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { RelativeTime } from "@/components/ui/relative-time";
import { ServerIcon } from "@/components/ui/server-icon";
import { useAction } from "@/components/ui/use-action";
import type { CauseData } from "@/lib/attention/read-attention";
import { AffectedList } from "./affected-list";
import { FixSteps } from "./fix-steps";

export function CauseCard({
  slug,
  cause,
  mayChange,
}: {
  slug: string;
  cause: CauseData;
  mayChange: boolean;
}) {
  const { guild } = cause;
  return (
    <article className="grid gap-4 rounded-xl border bg-surface p-5 shadow-card">
      <header className="flex items-start gap-3.5">
        {guild && <ServerIcon guildId={guild.id} name={guild.name} icon={guild.icon} />}
        <div className="min-w-0 flex-1">
          <h3 className="font-semibold">{cause.title}</h3>
          <p className="text-ink-soft">
            {cause.effect}
            {cause.since && (
              <>
                {" · since "}
                <RelativeTime at={cause.since} />
              </>
            )}
          </p>
        </div>
      </header>
      <FixSteps steps={cause.steps} />
      <PlaceLink slug={slug} cause={cause} />
      <AffectedList slug={slug} cause={cause} />
      {mayChange && <CauseActions slug={slug} cause={cause} />}
    </article>
  );
}

/** What the steps name, one press away. */
function PlaceLink({ slug, cause: { place, guild, entitlement } }: { slug: string; cause: CauseData }) {
  if (place?.in === "discord")
    return (
      <a href={place.url} target="_blank" rel="noreferrer" className={buttonClass({}, "justify-self-start")}>
        <ExternalLink aria-hidden />
        Open {guild?.name} in Discord
        <span className="sr-only"> (opens in a new tab)</span>
      </a>
    );
  if (place?.in === "entitlement" && entitlement)
    return (
      <ButtonLink href={`/${slug}/entitlements/${entitlement.id}`} className="justify-self-start">
        Open {entitlement.name}
      </ButtonLink>
    );
  return null;
}

function CauseActions({ slug, cause }: { slug: string; cause: CauseData }) {
  const [runId, setRunId] = useState<string>();
  const check = useAction(checkServer);
  const retry = useAction(startGrantRun, (run) => setRunId(run.runId));
  const guild = cause.check === "server" ? cause.guild : null;
  const isLeft = check.value?.problems.includes(cause.code);
  const isGone = cause.code === "discord_bot_removed" && cause.guild;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {isGone && <ConnectLink slug={slug} server={cause.guild?.id ?? ""} label="Connect again" primary />}
      <Button
        variant={cause.who === "merchant" && !isGone ? "primary" : "secondary"}
        icon={<RotateCw aria-hidden />}
        pending={check.pending || retry.pending}
        onClick={() =>
          guild ? check.run(slug, guild.id) : retry.run(slug, "retry", { errorCode: cause.code })
        }
      >
        {cause.check === "server" ? "Check again" : "Try again"}
      </Button>
      {isLeft ? (
        <p role="status" className="text-failed-ink text-sm">
          Checked just now. The problem is still there.
        </p>
      ) : (
        <ActionStatus
          of={guild ? check : retry}
          done={guild && "Fixed. Everyone waiting is getting in now."}
        />
      )}
      {runId && (
        <RunProgress slug={slug} runId={runId} label="Trying again" onClose={() => setRunId(undefined)} />
      )}
    </div>
  );
}
