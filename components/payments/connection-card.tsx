"use client";
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { ActionStatus } from "@/components/ui/action-status";
import { Button, ButtonLink } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Fact, Facts, Section } from "@/components/ui/card";
import { DisconnectButton } from "@/components/ui/confirm";
import { CopyableId } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RelativeTime } from "@/components/ui/relative-time";
import { Badge } from "@/components/ui/status";
import { SubmitButton } from "@/components/ui/submit-button";
import { useAction, useActionForm } from "@/components/ui/use-action";
import type { ConnectionView } from "@/lib/payments/connections/read-connections";
import { disconnectProvider, rotateSecret, syncProducts } from "./actions";

export function ConnectionCard({
  slug,
  connection,
  mayChange,
}: {
  slug: string;
  connection: ConnectionView;
  mayChange: boolean;
}) {
  return (
    <Section title={connection.name} action={<Badge>{connection.provider}</Badge>}>
      {connection.lastError && (
        <Callout look="problem" className="mb-4" title="The products could not be read">
          {connection.lastError}
        </Callout>
      )}
      {connection.catchUpError && (
        <Callout
          look="problem"
          className="mb-4"
          title="The provider could not be asked for events that got lost"
        >
          {connection.catchUpError}
        </Callout>
      )}
      <Facts>
        <Fact name="Webhook address">
          <CopyableId value={connection.webhookUrl} label="Copy webhook address" />
        </Fact>
        <Fact name="Last event">
          {connection.lastEventAt ? <RelativeTime at={connection.lastEventAt} /> : "None yet"}
        </Fact>
        {connection.caughtUpAt && (
          <Fact name="Asked for lost events">
            <RelativeTime at={connection.caughtUpAt} />
          </Fact>
        )}
        <Fact name="Products read">
          {connection.isReading ? (
            "Being read now"
          ) : connection.syncedAt ? (
            <RelativeTime at={connection.syncedAt} />
          ) : (
            "Not yet"
          )}
        </Fact>
      </Facts>
      <ButtonLink size="sm" className="mt-4" href={`/${slug}/settings/payments/${connection.id}`}>
        Show its events
      </ButtonLink>
      {mayChange && <ConnectionActions slug={slug} connection={connection} />}
    </Section>
  );
}

function ConnectionActions({ slug, connection }: { slug: string; connection: ConnectionView }) {
  const sync = useAction(syncProducts);
  return (
    <div className="mt-4 flex flex-wrap items-center gap-2 border-t pt-4">
      <Button
        size="sm"
        icon={<RotateCw aria-hidden />}
        pending={sync.pending}
        onClick={() => sync.run(slug, connection.id)}
      >
        Read products now
      </Button>
      <RotateSecret slug={slug} id={connection.id} />
      <DisconnectButton name={connection.name} onConfirm={() => disconnectProvider(slug, connection.id)}>
        <p>
          Events are refused from now on: renewals and cancellations no longer reach Gatehouse. Purchases and
          access stay as they are.
        </p>
      </DisconnectButton>
      <ActionStatus of={sync} />
    </div>
  );
}

function RotateSecret({ slug, id }: { slug: string; id: string }) {
  const [open, setOpen] = useState(false);
  const form = useActionForm(rotateSecret.bind(null, slug, id), () => setOpen(false));
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button size="sm">Replace signing secret</Button>}
      title="Replace the signing secret"
      description="After a rotation at the provider. The old one is accepted for 24 hours more."
    >
      <ActionForm form={form} className="grid gap-4">
        <Field label="New signing secret" name="secret" error={form.refusal?.fields.webhookSecret}>
          {(control) => <Input {...control} type="password" autoComplete="off" required />}
        </Field>
        <FormProblem />
        <SubmitButton>Replace</SubmitButton>
      </ActionForm>
    </Dialog>
  );
}
