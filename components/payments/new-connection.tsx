"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Sheet } from "@/components/ui/dialog";
import { Disclosure } from "@/components/ui/disclosure";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm, withProof } from "@/components/ui/use-action";
import type { ProviderChoice } from "@/lib/payments/providers";
import { connectProvider } from "./actions";
import { KeyField } from "./key-field";

export function NewConnection({ slug, providers }: { slug: string; providers: ProviderChoice[] }) {
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
      description="We test the key right away and store it encrypted."
    >
      <ConnectionForm slug={slug} providers={providers} onDone={() => setOpen(false)} />
    </Sheet>
  );
}

const modes = [
  { value: "live", label: "Live" },
  { value: "test", label: "Test" },
];

const advanced = ["webhookSecret", "baseUrl", "externalBusinessId"];

function ConnectionForm({
  slug,
  providers,
  onDone,
}: {
  slug: string;
  providers: ProviderChoice[];
  onDone: () => void;
}) {
  const [chosen, setChosen] = useState<string | undefined>(providers[0]?.id);
  const form = useActionForm(withProof(connectProvider.bind(null, slug)));
  if (form.value)
    return (
      <div className="grid gap-4">
        <Callout look="success" live title={`${form.value.name} is connected`}>
          Its products are in your list, and new events arrive automatically.
        </Callout>
        <Button variant="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    );
  const provider = providers.find(({ id }) => id === chosen);
  if (!provider) return null;
  return (
    <ActionForm form={form} className="grid gap-4">
      <Field label="Provider" name="provider">
        {(control) => (
          <Select
            {...control}
            value={provider.id}
            onValueChange={setChosen}
            options={providers.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
      </Field>
      <Field label="Name" name="name" hint="What it's called in the dashboard.">
        {(control) => <Input {...control} key={provider.id} defaultValue={provider.name} />}
      </Field>
      {provider.asksMode && (
        <Field label="Mode" name="mode" hint="The key must be one of this mode.">
          {(control) => <Select {...control} defaultValue="live" options={modes} />}
        </Field>
      )}
      <KeyField provider={provider} />
      <Disclosure title="Advanced" open={advanced.some((name) => form.refusal?.fields[name])}>
        <div className="grid gap-4">
          <Field
            label="Webhook signing secret"
            optional
            hint={`Only if you created the webhook yourself, under ${provider.webhooks}. Leave empty and we'll create it. Signatures: ${provider.signature}.`}
            name="webhookSecret"
          >
            {(control) => <Input {...control} type="password" autoComplete="off" />}
          </Field>
          <Field label="API URL" optional hint={provider.address} name="baseUrl">
            {(control) => <Input {...control} type="url" />}
          </Field>
          <Field
            label="Your ID at the provider"
            optional
            hint="We'll refuse events that name a different merchant."
            name="externalBusinessId"
          >
            {(control) => <Input {...control} />}
          </Field>
        </div>
      </Disclosure>
      <FormProblem />
      <SubmitButton size="lg">Connect</SubmitButton>
    </ActionForm>
  );
}
