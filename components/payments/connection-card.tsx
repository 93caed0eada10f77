"use client";
import { RotateCw } from "lucide-react";
import { useState } from "react";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { ActionStatus } from "@/components/ui/action-status";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
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
import { useAction, useActionForm, withProof } from "@/components/ui/use-action";
import type { ConnectionView } from "@/lib/payments/connections/read-connections";
import type { ProviderChoice } from "@/lib/payments/providers";
import { disconnectProvider, replaceKey, rotateSecret, syncProducts, testConnection } from "./actions";
import { KeyField } from "./key-field";

export function ConnectionCard({
  slug,
  connection,
  mayChange,
  ...changing
}: {
  slug: string;
  connection: ConnectionView;
  mayChange: boolean;
} & Pick<Changing, "provider" | "onDisconnected">) {
  return (
    <Section
      title={connection.name}
      action={
        <span className="flex gap-1.5">
          {connection.mode === "test" && <Badge tone="pending">Test</Badge>}
          {connection.mode === "live" && <Badge tone="delivered">Live</Badge>}
          <Badge>{connection.provider}</Badge>
        </span>
      }
    >
      {connection.lastError && (
        <Callout look="problem" className="mb-4" title="We couldn't sync your products or webhook">
          {connection.lastError}
        </Callout>
      )}
      {connection.catchUpError && (
        <Callout look="problem" className="mb-4" title="We couldn't check the provider for missed events">
          {connection.catchUpError}
        </Callout>
      )}
      {!connection.reachesUs && <Unreachable connection={connection} provider={changing.provider} />}
      <Facts>
        <Fact name="Webhook URL">
          <CopyableId value={connection.webhookUrl} label="Copy webhook URL" />
        </Fact>
        <Fact name="Last event">
          {connection.lastEvent ? (
            <>
              <code className="font-mono text-sm">{connection.lastEvent.type}</code>,{" "}
              <RelativeTime at={connection.lastEvent.at} />
            </>
          ) : (
            "None yet"
          )}
        </Fact>
        <Fact name="Webhook last delivered">
          {connection.lastDeliveryAt ? <RelativeTime at={connection.lastDeliveryAt} /> : "Never"}
        </Fact>
        {connection.caughtUpAt && (
          <Fact name="Last checked for missed events">
            <RelativeTime at={connection.caughtUpAt} />
          </Fact>
        )}
        <Fact name="Products synced">
          {connection.isReading ? (
            "Syncing now"
          ) : connection.syncedAt ? (
            <RelativeTime at={connection.syncedAt} />
          ) : (
            "Not yet"
          )}
        </Fact>
      </Facts>
      <ButtonLink size="sm" className="mt-4" href={`/${slug}/settings/payments/${connection.id}`}>
        Events and settings
      </ButtonLink>
      {mayChange && <ConnectionActions slug={slug} connection={connection} {...changing} />}
    </Section>
  );
}

function Unreachable({ connection, provider }: Pick<Changing, "connection" | "provider">) {
  const forwarding = provider?.forwarding;
  return (
    <Callout
      look="warning"
      className="mb-4"
      title={`${connection.provider} can't reach this address from the internet`}
    >
      <p>Until it can, Gatehouse asks for new sales every 15 minutes.</p>
      {forwarding ? (
        <>
          <p className="mt-2">For events at once, run the {forwarding.tool} on this machine:</p>
          <div className="my-2">
            <CopyableId value={`${forwarding.command} ${connection.webhookUrl}`} label="Copy command" />
          </div>
          <p>Then enter its signing secret under “Replace signing secret”. {forwarding.secret}</p>
        </>
      ) : (
        <p className="mt-2">For events at once, use a tunnel and set APP_URL to its address.</p>
      )}
    </Callout>
  );
}

type Changing = {
  slug: string;
  connection: ConnectionView;
  /** How this provider's keys work. */
  provider: ProviderChoice | undefined;
  /** Called with why something was left behind at the provider; null if nothing was. */
  onDisconnected: (leftBehind: string | null) => void;
};

function ConnectionActions({ slug, connection, provider, onDisconnected }: Changing) {
  const sync = useAction(syncProducts);
  const test = useAction(testConnection);
  return (
    <div className="mt-4 flex flex-wrap items-center gap-2 border-t pt-4">
      <Button
        size="sm"
        icon={<RotateCw aria-hidden />}
        pending={sync.pending}
        onClick={() => sync.run(slug, connection.id)}
      >
        Sync products now
      </Button>
      <Button size="sm" pending={test.pending} onClick={() => test.run(slug, connection.id)}>
        Test the connection
      </Button>
      <ReplaceKey slug={slug} id={connection.id} provider={provider} />
      <RotateSecret slug={slug} id={connection.id} />
      <DisconnectButton
        name={connection.name}
        onConfirm={() => disconnectProvider(slug, connection.id)}
        onDone={({ leftBehind }) => onDisconnected(leftBehind)}
      >
        <WhatDisconnectingDoes connection={connection} />
      </DisconnectButton>
      <ActionStatus of={sync} />
      <ActionStatus of={test} done={test.value && testWords(connection, test.value.products)} />
    </div>
  );
}

function testWords({ provider, lastDeliveryAt }: ConnectionView, products: number): string {
  const key = `The key works: ${products} ${products === 1 ? "product" : "products"} at ${provider}.`;
  if (lastDeliveryAt) return `${key} Its webhook has delivered.`;
  return `${key} No event has come by its webhook yet: make a test purchase to see one.`;
}

function WhatDisconnectingDoes({ connection: { people, provider } }: { connection: ConnectionView }) {
  return (
    <>
      <p>
        {people === 0
          ? "No one has access through it."
          : `${count(people)} ${people === 1 ? "person keeps" : "people keep"} their access even if they cancel or stop paying, because Gatehouse won't know.`}
      </p>
      <p>
        New sales won't give access, and the webhook at {provider} is removed. If you reconnect the same
        account, Gatehouse picks up its products, purchases and customers again and catches up on what it
        missed.
      </p>
    </>
  );
}

const count = (people: number) => people.toLocaleString("en");

function ReplaceKey({ slug, id, provider }: Pick<Changing, "slug" | "provider"> & { id: string }) {
  const [open, setOpen] = useState(false);
  const form = useActionForm(withProof(replaceKey.bind(null, slug, id)), () => setOpen(false));
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button size="sm">Replace the key</Button>}
      title="Replace the key"
      description="Use a new key from the same account. We test it first, then resume everything the old key was blocking."
    >
      <ActionForm form={form} className="grid gap-4">
        <KeyField provider={provider} />
        <FormProblem />
        <SubmitButton>Replace</SubmitButton>
      </ActionForm>
    </Dialog>
  );
}

function RotateSecret({ slug, id }: { slug: string; id: string }) {
  const [open, setOpen] = useState(false);
  const form = useActionForm(withProof(rotateSecret.bind(null, slug, id)), () => setOpen(false));
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button size="sm">Replace signing secret</Button>}
      title="Replace the signing secret"
      description="Use this after you rotate the secret at the provider. The old one works for another 24 hours."
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
