"use client";
import { RotateCcw } from "lucide-react";
import Link from "next/link";
import type { ComponentProps } from "react";
import { useLive } from "@/components/live/use-live";
import { Problem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Fact, Facts, Section } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyableId } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { useAction } from "@/components/ui/use-action";
import type { ShownDeliveryDetail } from "@/lib/webhooks/show-webhooks";
import { replayDelivery } from "./actions";
import { AttemptList } from "./attempt-list";
import { DeliveryStatus, WhatIsNext } from "./delivery-status";

/** One event to one endpoint: its status, what was posted, and each response. Refreshed as it changes. */
export function DeliveryScreen({
  slug,
  first,
  mayChange,
}: {
  slug: string;
  first: ShownDeliveryDetail;
  mayChange: boolean;
}) {
  const delivery = useLive(`/api/dashboard/${slug}/deliveries/${first.id}`, first, { everyMs: 2000 });
  return (
    <div className="grid grid-cols-1 gap-6">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <DeliveryStatus delivery={delivery} />
        <span className="text-ink-soft">
          <WhatIsNext delivery={delivery} />
          {delivery.deliveredAt && <RelativeTime at={delivery.deliveredAt} />}
        </span>
        {mayChange && <Replay slug={slug} delivery={delivery} />}
      </div>
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_20rem]">
        <div className="grid min-w-0 grid-cols-1 gap-6">
          <AttemptList attempts={delivery.tries} />
          <Section title="Body" description="Every attempt sends the same bytes; formatted here for reading.">
            <CodeBlock code={laidOut(delivery.body)} label="Body" />
          </Section>
        </div>
        <Section title="Details" className="min-w-0">
          <Facts className="grid-cols-1 gap-y-1 [&>dd]:mb-2">
            <Fact name="Endpoint">
              {delivery.endpointDeleted ? (
                <span className="break-all">{delivery.url} (deleted)</span>
              ) : (
                <TextLink href={`/${slug}/developers/webhooks/${delivery.endpointId}`}>
                  {delivery.url}
                </TextLink>
              )}
            </Fact>
            <Fact name="webhook-id">
              <CopyableId value={delivery.eventId} label="Copy webhook-id" />
            </Fact>
            <Fact name="Grant">
              {delivery.grantId ? (
                <GrantLinks slug={slug} grantId={delivery.grantId} />
              ) : (
                "None. This is a test event"
              )}
            </Fact>
            <Fact name="Occurred">
              <RelativeTime at={delivery.occurredAt} />
            </Fact>
            <Fact name="Attempts in this run">
              {delivery.attempts} of {delivery.isTest ? 1 : delivery.maxAttempts}
            </Fact>
          </Facts>
        </Section>
      </div>
    </div>
  );
}

function GrantLinks({ slug, grantId }: { slug: string; grantId: string }) {
  return (
    <span className="grid gap-1">
      <CopyableId value={grantId} label="Copy grant ID" />
      <span className="flex flex-wrap gap-x-4">
        <TextLink href={`/${slug}/grants/${grantId}`}>Open grant</TextLink>
        <TextLink href={`/${slug}/developers/webhooks/deliveries?q=${grantId}`}>
          All deliveries for this grant
        </TextLink>
      </span>
    </span>
  );
}

function TextLink(props: ComponentProps<typeof Link>) {
  return <Link className="break-all font-medium text-accent-ink underline underline-offset-2" {...props} />;
}

function Replay({ slug, delivery }: { slug: string; delivery: ShownDeliveryDetail }) {
  const replay = useAction(replayDelivery);
  const isOnItsWay = delivery.status === "pending" && delivery.attempts === 0;
  if (delivery.isTest || delivery.endpointDeleted) return null;
  return (
    <>
      <Button
        className="ml-auto"
        icon={<RotateCcw aria-hidden />}
        pending={replay.pending}
        disabled={isOnItsWay}
        onClick={() => replay.run(slug, delivery.id)}
      >
        {delivery.status === "pending" ? "Send now" : "Send again"}
      </Button>
      <Problem className="w-full">{replay.refusal?.message}</Problem>
    </>
  );
}

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
