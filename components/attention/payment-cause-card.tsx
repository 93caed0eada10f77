"use client";
import { CheckCheck, RotateCw } from "lucide-react";
import { type ReactNode, useState } from "react";
import { RunProgress } from "@/components/live/run-progress";
import { askAgain, dismissEvents, rerunEvents } from "@/components/payments/actions";
import { ActionStatus } from "@/components/ui/action-status";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
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
      <CauseActions slug={slug} cause={cause} mayChange={mayChange} />
    </article>
  );
}

function eventsLink(slug: string, { connection, key, problem }: PaymentCause): string {
  const page = `/${slug}/settings/payments/${connection.id}`;
  return problem === "connection" ? page : `${page}?cause=${key}`;
}

function CauseActions({ slug, cause, mayChange }: Props) {
  const shown = cause.events > 0 && <ButtonLink href={eventsLink(slug, cause)}>Show the events</ButtonLink>;
  if (!mayChange) return shown;
  return cause.problem === "connection" ? (
    <ConnectionActions slug={slug} cause={cause}>
      {shown}
    </ConnectionActions>
  ) : (
    <EventActions slug={slug} cause={cause}>
      {shown}
    </EventActions>
  );
}

type ActionProps = Omit<Props, "mayChange"> & { children: ReactNode };

function ConnectionActions({ slug, cause, children }: ActionProps) {
  const check = useAction(askAgain);
  return (
    <div className="flex flex-wrap items-center gap-2">
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
      {children}
      <ActionStatus of={check} done="Being checked now. This goes away as soon as the provider answers." />
    </div>
  );
}

function EventActions({ slug, cause, children }: ActionProps) {
  const [runId, setRunId] = useState<string>();
  const rerun = useAction(rerunEvents, (run) => setRunId(run.runId));
  const dismiss = useAction(dismissEvents);
  const wayOut = wayOutOf(slug, cause);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {wayOut && (
        <ButtonLink variant="primary" href={wayOut.href}>
          {wayOut.label}
        </ButtonLink>
      )}
      {!cause.product && (
        <Button
          variant={wayOut ? "secondary" : "primary"}
          icon={<RotateCw aria-hidden />}
          pending={rerun.pending}
          onClick={() => rerun.run(slug, cause.key)}
        >
          Run again
        </Button>
      )}
      {cause.problem !== "waiting" && (
        <Button
          icon={<CheckCheck aria-hidden />}
          pending={dismiss.pending}
          onClick={() => dismiss.run(slug, cause.key)}
        >
          {cause.product ? "It gives nothing on purpose" : "Dismiss"}
        </Button>
      )}
      {children}
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
    </div>
  );
}

/** Where the merchant goes when running the events again alone changes nothing. */
function wayOutOf(slug: string, { problem, product }: PaymentCause): { href: string; label: string } | null {
  if (product) return { href: `/${slug}/products/${product.id}`, label: "Attach an entitlement" };
  if (problem === "unexplained") return { href: `/${slug}/entitlements`, label: "Choose an entitlement" };
  return null;
}

function counted(n: number, noun: string): string {
  return `${n.toLocaleString("en")} ${n === 1 ? noun : `${noun}s`}`;
}
