"use client";
import { Plus } from "lucide-react";
import { useActionState, useState } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Sheet } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { connect } from "./actions";

export function NewConnection({ slug }: { slug: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Sheet
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button variant="primary">
          <Plus aria-hidden /> Connect a provider
        </Button>
      }
      title="Connect a payment provider"
      description="The key is tried at once, and kept encrypted."
    >
      <ConnectionForm slug={slug} onDone={() => setOpen(false)} />
    </Sheet>
  );
}

const names = { dodo: "Dodo Payments", stripe: "Stripe" } as const;

function ConnectionForm({ slug, onDone }: { slug: string; onDone: () => void }) {
  const [provider, setProvider] = useState<keyof typeof names>("dodo");
  const [result, act] = useActionState(connect.bind(null, slug), null);
  const errors = result && !result.ok ? result.fields : {};
  if (result?.ok)
    return (
      <div className="grid gap-4">
        <Callout look="success" live title={`${result.value.name} is connected`}>
          Its products are in the list. Events arrive by themselves.
        </Callout>
        <Button variant="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    );
  return (
    <ActionForm action={act} className="grid gap-4">
      <Field label="Provider">
        {(control) => (
          <Select
            {...control}
            name="provider"
            value={provider}
            onValueChange={(next) => setProvider(next as keyof typeof names)}
            options={Object.entries(names).map(([value, label]) => ({ value, label }))}
          />
        )}
      </Field>
      <Field label="Name" hint="How it is called here." error={errors.name}>
        {(control) => <Input {...control} key={provider} name="name" defaultValue={names[provider]} />}
      </Field>
      <Field
        label="API key"
        error={errors.apiKey}
        hint={
          provider === "dodo"
            ? "Dodo Payments → Developer → API keys. It needs to read products and sales, and to make webhooks."
            : "Stripe → Developers → API keys: a restricted key that reads products and writes webhooks is enough."
        }
      >
        {(control) => <Input {...control} name="apiKey" type="password" autoComplete="off" required />}
      </Field>
      <details className="rounded-lg border border-line-strong">
        <summary className="touchable flex items-center px-4 py-2.5 font-medium">Seldom needed</summary>
        <div className="grid gap-4 border-t px-4 py-4">
          <Field
            label="Webhook signing secret"
            optional
            hint="Only if you made the webhook at the provider yourself. Empty: we make it."
            error={errors.webhookSecret}
          >
            {(control) => <Input {...control} name="webhookSecret" type="password" autoComplete="off" />}
          </Field>
          <Field label="API address" optional hint="For test mode or another region." error={errors.baseUrl}>
            {(control) => <Input {...control} name="baseUrl" type="url" />}
          </Field>
          <Field
            label="Your id at the provider"
            optional
            hint="Events that name another merchant are then refused."
            error={errors.externalBusinessId}
          >
            {(control) => <Input {...control} name="externalBusinessId" />}
          </Field>
        </div>
      </details>
      {result && !result.ok && Object.keys(result.fields).length === 0 && (
        <Callout look="problem" live>
          {result.message}
        </Callout>
      )}
      <SubmitButton size="lg">Connect</SubmitButton>
    </ActionForm>
  );
}
