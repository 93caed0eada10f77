"use client";
import { CheckCheck, RotateCw } from "lucide-react";
import { useState } from "react";
import { RunProgress } from "@/components/live/run-progress";
import { askAgain, dismissEvents, rerunEvents } from "@/components/payments/actions";
import { ActionStatus } from "@/components/ui/action-status";
import { Button, ButtonLink } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { useAction } from "@/components/ui/use-action";
import type { PaymentCause } from "@/lib/attention/payment-causes";
import { FixSteps } from "./fix-steps";

type Props = { slug: string; cause: PaymentCause; mayChange: boolean };

/** Sales or ends that nobody got anything from, by cause: who they are, since when, and what to do. */
export function PaymentCauseCard({ slug, cause, mayChange }: Props) {
  return (
    <article className="grid gap-4 rounded-xl border bg-surface p-5 shadow-card">
      <header>
        <h3 className="font-semibold [overflow-wrap:anywhere]">{cause.title}</h3>
        <p className="text-ink-soft">
          {cause.events > 0 && `${counted(cause.events, "event")} from `}
          {cause.connection.name}
          {" · since "}
          <RelativeTime at={cause.since} />
        </p>
        {cause.names.length > 0 && (
          <p className="mt-1 text-ink-soft text-sm [overflow-wrap:anywhere]">
            {cause.names.join(", ")}
            {cause.people > cause.names.length &&
              ` and ${counted(cause.people - cause.names.length, "other")}`}
          </p>
        )}
      </header>
      <FixSteps steps={cause.steps} />
      <div className="flex flex-wrap items-center gap-2">
        {mayChange &&
          (cause.problem === "connection" ? (
            <ConnectionActions slug={slug} cause={cause} />
          ) : (
            <EventActions slug={slug} cause={cause} />
          ))}
        {cause.events > 0 && <ButtonLink href={eventsLink(slug, cause)}>Show the events</ButtonLink>}
      </div>
    </article>
  );
}

function eventsLink(slug: string, { connection, key, problem }: PaymentCause): string {
  const page = `/${slug}/settings/payments/${connection.id}`;
  return problem === "connection" ? page : `${page}?cause=${key}`;
}

type ActionProps = Omit<Props, "mayChange">;

function ConnectionActions({ slug, cause }: ActionProps) {
  const check = useAction(askAgain);
  return (
    <>
      <ButtonLink variant="primary" href={`/${slug}/settings/payments`}>
        Payment providers
      </ButtonLink>
      {cause.events === 0 && (
        <Button
          icon={<RotateCw aria-hidden />}
          pending={check.pending}
          onClick={() => check.run(slug, cause.connection.id)}
        >
          Check again
        </Button>
      )}
      <ActionStatus of={check} done="It is checked now. This goes away as soon as the provider answers." />
    </>
  );
}

function EventActions({ slug, cause }: ActionProps) {
  const [runId, setRunId] = useState<string>();
  const rerun = useAction(rerunEvents, (run) => setRunId(run.runId));
  const dismiss = useAction(dismissEvents);
  const { product, problem } = cause;
  return (
    <>
      {problem === "product_gives_nothing" && product ? (
        <ButtonLink variant="primary" href={`/${slug}/products/${product.id}`}>
          Attach an entitlement
        </ButtonLink>
      ) : (
        <Button
          variant="primary"
          icon={<RotateCw aria-hidden />}
          pending={rerun.pending}
          onClick={() => rerun.run(slug, cause.key)}
        >
          Run again
        </Button>
      )}
      {problem !== "waiting" && (
        <Button
          icon={<CheckCheck aria-hidden />}
          pending={dismiss.pending}
          onClick={() => dismiss.run(slug, cause.key)}
        >
          {product ? "It gives nothing on purpose" : "Dismiss"}
        </Button>
      )}
      <ActionStatus of={rerun} />
      <ActionStatus of={dismiss} />
      {runId && (
        <RunProgress
          slug={slug}
          runId={runId}
          label="Running them again"
          onClose={() => setRunId(undefined)}
        />
      )}
    </>
  );
}

function counted(n: number, noun: string): string {
  return `${n.toLocaleString("en")} ${n === 1 ? noun : `${noun}s`}`;
}
