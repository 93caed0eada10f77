"use client";
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { startGrantRun } from "@/components/grants/actions";
import { RunProgress } from "@/components/live/run-progress";
import { checkServer } from "@/components/servers/actions";
import { ConnectLink } from "@/components/servers/connect-discord";
import { ActionStatus } from "@/components/ui/action-status";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { RelativeTime } from "@/components/ui/relative-time";
import { ServerIcon } from "@/components/ui/server-icon";
import { useAction } from "@/components/ui/use-action";
import type { CauseView } from "@/lib/attention/fix-steps";
import { FixSteps } from "./fix-steps";

export function CauseCard({
  slug,
  cause,
  mayChange,
}: {
  slug: string;
  cause: CauseView;
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
      {mayChange && <CauseActions slug={slug} cause={cause} />}
    </article>
  );
}

function CauseActions({ slug, cause }: { slug: string; cause: CauseView }) {
  const [runId, setRunId] = useState<string>();
  const check = useAction(checkServer);
  const retry = useAction(startGrantRun, (run) => setRunId(run.runId));
  const guild = cause.check === "server" ? cause.guild : null;
  const isLeft = check.value?.problems.includes(cause.code);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {cause.code === "discord_bot_removed" && cause.guild && (
        <ConnectLink slug={slug} server={cause.guild.id} label="Connect again" />
      )}
      <Button
        variant="primary"
        icon={<RotateCw aria-hidden />}
        pending={check.pending || retry.pending}
        onClick={() =>
          guild ? check.run(slug, guild.id) : retry.run(slug, "retry", { errorCode: cause.code })
        }
      >
        {cause.check === "server" ? "Check again" : "Try again"}
      </Button>
      {cause.entitlement && (
        <ButtonLink href={`/${slug}/entitlements/${cause.entitlement.id}?status=failed`}>
          Show who's waiting
        </ButtonLink>
      )}
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
