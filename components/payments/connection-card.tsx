"use client";
import { RotateCw } from "lucide-react";
import { useState, useTransition } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button, ButtonLink } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Fact, Facts, Section } from "@/components/ui/card";
import { Confirm } from "@/components/ui/confirm";
import { CopyableId } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RelativeTime } from "@/components/ui/relative-time";
import { Badge } from "@/components/ui/status";
import { disconnect, replaceSecret, syncNow } from "./actions";

type Connection = {
  id: string;
  name: string;
  provider: "dodo" | "stripe";
  webhookUrl: string;
  lastEventAt: string | null;
  isReading: boolean;
  syncedAt: string | null;
  lastError: string | null;
  caughtUpAt: string | null;
  catchUpError: string | null;
};

export function ConnectionCard({
  slug,
  connection,
  mayChange,
}: {
  slug: string;
  connection: Connection;
  mayChange: boolean;
}) {
  return (
    <Section
      title={connection.name}
      action={<Badge>{connection.provider === "dodo" ? "Dodo Payments" : "Stripe"}</Badge>}
    >
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

function ConnectionActions({ slug, connection }: { slug: string; connection: Connection }) {
  const [told, setTold] = useState<string>();
  const [pending, startTransition] = useTransition();
  return (
    <div className="mt-4 flex flex-wrap items-center gap-2 border-t pt-4">
      <Button
        size="sm"
        pending={pending}
        onClick={() =>
          startTransition(async () => {
            const answer = await syncNow(slug, connection.id);
            setTold(answer.ok ? undefined : answer.message);
          })
        }
      >
        {!pending && <RotateCw aria-hidden />} Read products now
      </Button>
      <ReplaceSecret slug={slug} id={connection.id} />
      <Confirm
        trigger={
          <Button size="sm" variant="ghost" aria-label={`Disconnect ${connection.name}`}>
            Disconnect
          </Button>
        }
        title={`Disconnect ${connection.name}?`}
        confirmLabel="Disconnect"
        onConfirm={async () => {
          const answer = await disconnect(slug, connection.id);
          return answer.ok ? null : answer.message;
        }}
      >
        <p>
          Events are refused from now on: renewals and cancellations no longer reach Gatehouse. Purchases and
          access stay as they are.
        </p>
      </Confirm>
      <p role="status" className="text-ink-soft text-sm">
        {told}
      </p>
    </div>
  );
}

function ReplaceSecret({ slug, id }: { slug: string; id: string }) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [pending, startTransition] = useTransition();
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button size="sm">Replace signing secret</Button>}
      title="Replace the signing secret"
      description="After a rotation at the provider. The old one is accepted for 24 hours more."
    >
      <ActionForm
        className="grid gap-4"
        action={(form) =>
          startTransition(async () => {
            const answer = await replaceSecret(slug, id, String(form.get("secret") ?? ""));
            if (answer.ok) setOpen(false);
            else setProblem(Object.values(answer.fields)[0] ?? answer.message);
          })
        }
      >
        <Field label="New signing secret" error={problem}>
          {(control) => <Input {...control} name="secret" type="password" autoComplete="off" required />}
        </Field>
        <Button type="submit" variant="primary" pending={pending}>
          Replace
        </Button>
      </ActionForm>
    </Dialog>
  );
}
