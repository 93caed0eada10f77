"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { readJson } from "@/components/live/read-json";
import { Problem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Spinner } from "@/components/ui/spinner";
import { useAction } from "@/components/ui/use-action";
import type { ShownDeliveryDetail } from "@/lib/webhooks/show-webhooks";
import { sendTestEvent } from "./actions";
import { eventWords } from "./event-words";

const typeOptions = eventWords.map(({ type }) => ({ value: type, label: type }));

/** Sends one signed event with made-up data and shows the endpoint's response. */
export function TestDialog({
  slug,
  endpointId,
  open,
  onOpenChange,
}: {
  slug: string;
  endpointId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const [type, setType] = useState<string>(eventWords[1].type);
  const send = useAction(sendTestEvent);
  const deliveryId = send.pending ? undefined : send.value;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Send a test event"
      description="Signed like any other event, with made-up IDs and metadata.test set to true. Sent once, without retries."
    >
      <Field label="Event">
        {(control) => <Select {...control} options={typeOptions} value={type} onValueChange={setType} />}
      </Field>
      <Problem>{send.refusal?.message}</Problem>
      {deliveryId && <Outcome slug={slug} deliveryId={deliveryId} />}
      <div className="flex justify-end">
        <Button variant="primary" pending={send.pending} onClick={() => send.run(slug, endpointId, type)}>
          {deliveryId ? "Send another" : "Send test event"}
        </Button>
      </div>
    </Dialog>
  );
}

function Outcome({ slug, deliveryId }: { slug: string; deliveryId: string }) {
  const path = `/api/dashboard/${slug}/deliveries/${deliveryId}`;
  const { data } = useQuery({
    queryKey: [path],
    queryFn: () => readJson<ShownDeliveryDetail>(path),
    refetchInterval: (query) => (query.state.data?.status === "pending" || !query.state.data ? 700 : false),
  });
  const attempt = data?.tries[0];
  if (!data || !attempt)
    return (
      <p role="status" className="flex items-center gap-2 text-ink-soft">
        <Spinner /> Waiting for the response…
      </p>
    );
  const answered = attempt.statusCode === null ? "No response" : `Returned ${attempt.statusCode}`;
  const details = (
    <Link
      className="font-medium text-accent-ink underline underline-offset-2"
      href={`/${slug}/developers/webhooks/deliveries/${deliveryId}`}
    >
      Request and response
    </Link>
  );
  return data.status === "delivered" ? (
    <Callout look="success" live title={`${answered} after ${attempt.durationMs} ms`} action={details} />
  ) : (
    <Callout look="problem" live title={answered} action={details}>
      {attempt.error ?? "Only a status from 200 to 299 counts as received."}
    </Callout>
  );
}
