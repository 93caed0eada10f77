"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm, withProof } from "@/components/ui/use-action";
import { createApiKey } from "./actions";

const rights = [
  { value: "all", label: "Read and write" },
  { value: "read", label: "Read only" },
];
const lives = [
  { value: "never", label: "Never expires" },
  { value: "30", label: "Expires in 30 days" },
  { value: "90", label: "Expires in 90 days" },
  { value: "365", label: "Expires in 1 year" },
];

export function NewApiKey({ slug }: { slug: string }) {
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<string>();
  const toggle = (next: boolean) => {
    setOpen(next);
    setCreated(undefined);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={toggle}
      trigger={
        <Button variant="primary">
          <Plus aria-hidden /> New API key
        </Button>
      }
      title={created ? "Your new key" : "New API key"}
      description={created ? "Copy it now. You won't be able to see it again." : undefined}
    >
      {created ? (
        <>
          <CodeBlock label="API key" code={created} />
          <Button variant="primary" onClick={() => toggle(false)}>
            Done
          </Button>
        </>
      ) : (
        <KeyForm slug={slug} onCreated={setCreated} />
      )}
    </Dialog>
  );
}

function KeyForm({ slug, onCreated }: { slug: string; onCreated: (key: string) => void }) {
  const form = useActionForm(withProof(createApiKey.bind(null, slug)), ({ key }) => onCreated(key));
  return (
    <ActionForm form={form} className="grid gap-4">
      <Field label="Name" name="name" hint="Where you'll use it, like “Shop server”.">
        {(control) => <Input {...control} maxLength={60} autoComplete="off" />}
      </Field>
      <Field label="Permissions" name="rights">
        {(control) => <Select {...control} defaultValue="all" options={rights} />}
      </Field>
      <Field label="Expiration" name="days">
        {(control) => <Select {...control} defaultValue="never" options={lives} />}
      </Field>
      <FormProblem />
      <SubmitButton>Create key</SubmitButton>
    </ActionForm>
  );
}
