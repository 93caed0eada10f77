"use client";
import { RotateCw } from "lucide-react";
import { useState, useTransition } from "react";
import { startBulk } from "@/components/grants/actions";
import { RunProgress } from "@/components/live/run-progress";
import { checkServer } from "@/components/servers/actions";
import { ConnectLink } from "@/components/servers/connect-discord";
import { Button, ButtonLink } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { ServerIcon } from "@/components/ui/server-icon";
import type { CauseView } from "@/lib/attention/fix-steps";

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
      <ol className="grid gap-1.5">
        {cause.steps.map((step, index) => (
          <li key={step} className="flex gap-2.5">
            <span
              aria-hidden
              className="tabular grid size-5.5 shrink-0 place-items-center rounded-full bg-accent-soft font-semibold text-accent-ink text-xs"
            >
              {index + 1}
            </span>
            {step}
          </li>
        ))}
      </ol>
      {mayChange && <CauseActions slug={slug} cause={cause} />}
    </article>
  );
}

function CauseActions({ slug, cause }: { slug: string; cause: CauseView }) {
  const [told, setTold] = useState<{ text: string; bad: boolean }>();
  const [runId, setRunId] = useState<string>();
  const [pending, startTransition] = useTransition();
  const check = () =>
    startTransition(async () => {
      if (cause.check === "server" && cause.guild) {
        const answer = await checkServer(slug, cause.guild.id);
        if (!answer.ok) return setTold({ text: answer.message, bad: true });
        const still = answer.value.problems.includes(cause.code);
        return setTold(
          still
            ? { text: "Checked just now: it is still so.", bad: true }
            : { text: "Mended. Those who wait follow now, by themselves.", bad: false },
        );
      }
      const answer = await startBulk(slug, "retry", { errorCode: cause.code });
      if (answer.ok) setRunId(answer.value.runId);
      else setTold({ text: answer.message, bad: true });
    });
  return (
    <div className="flex flex-wrap items-center gap-2">
      {cause.code === "discord_bot_removed" && cause.guild && (
        <ConnectLink slug={slug} server={cause.guild.id} label="Connect again" />
      )}
      <Button variant="primary" pending={pending} onClick={check}>
        {!pending && <RotateCw aria-hidden />}
        {cause.check === "server" ? "Check again" : "Try them again"}
      </Button>
      {cause.entitlement && (
        <ButtonLink href={`/${slug}/entitlements/${cause.entitlement.id}?status=failed`}>
          Show who waits
        </ButtonLink>
      )}
      <p role="status" className={told?.bad ? "text-failed-ink text-sm" : "text-sm"}>
        {told?.text}
      </p>
      {runId && (
        <RunProgress slug={slug} runId={runId} label="Trying again" onClose={() => setRunId(undefined)} />
      )}
    </div>
  );
}
