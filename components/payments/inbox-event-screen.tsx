"use client";
import { RotateCw } from "lucide-react";
import { useLive } from "@/components/live/use-live";
import { ActionStatus } from "@/components/ui/action-status";
import { Button } from "@/components/ui/button";
import { Fact, Facts, Section } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyableId } from "@/components/ui/copy-button";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { useAction } from "@/components/ui/use-action";
import type { InboxEventData } from "@/lib/purchases/read-inbox";
import { rerunEvent } from "./actions";
import { InboxState } from "./inbox-state";

/** One event as it arrived, what was done with it, and a button to run it again. */
export function InboxEventScreen({ slug, first }: { slug: string; first: InboxEventData }) {
  const { connection } = first;
  const path = `/api/dashboard/${slug}/payments/${connection.id}/events/${first.id}`;
  const event = useLive(path, first, { everyMs: 2000 });
  const list = `/${slug}/settings/payments`;
  return (
    <>
      <PageHeader
        below
        title={event.type}
        trail={[
          { href: list, label: "Payment providers" },
          { href: `${list}/${connection.id}`, label: connection.name },
        ]}
        action={event.mayChange && <RunAgain slug={slug} id={event.id} />}
      >
        <InboxState event={event} />
      </PageHeader>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Section title="Body" className="min-w-0">
          <CodeBlock code={event.body} label={`Body of ${event.type}`} />
          {event.isCut && (
            <a
              href={`/api/dashboard/${slug}/purchase-events/${event.id}`}
              target="_blank"
              rel="noreferrer"
              className="touchable mt-3 inline-block font-medium text-accent-ink underline underline-offset-2"
            >
              The whole body
            </a>
          )}
        </Section>
        <Section title="Details" className="min-w-0">
          <Facts className="grid-cols-[auto_minmax(0,1fr)]">
            <Fact name="Received">
              <RelativeTime at={event.receivedAt} />
              {event.copies > 1 && `, ${event.copies} times`}
            </Fact>
            {event.foundByAsking && <Fact name="Found">By checking the provider</Fact>}
            <Fact name={event.foundByAsking ? "Our ID" : "Provider's ID"}>
              <CopyableId value={event.externalId} label="Copy event ID" />
            </Fact>
          </Facts>
        </Section>
      </div>
    </>
  );
}

function RunAgain({ slug, id }: { slug: string; id: string }) {
  const rerun = useAction(rerunEvent);
  return (
    <div className="flex flex-wrap items-center gap-3">
      <ActionStatus of={rerun} done="Running again. Anything already applied won't change." />
      <Button icon={<RotateCw aria-hidden />} pending={rerun.pending} onClick={() => rerun.run(slug, id)}>
        Run again
      </Button>
    </div>
  );
}
