"use client";
import { Plus } from "lucide-react";
import { useState, useTransition } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { CodeBlock } from "@/components/ui/code-block";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { makeApiKey } from "./actions";

const lives = [
  { value: "never", label: "Never expires" },
  { value: "30", label: "Expires in 30 days" },
  { value: "90", label: "Expires in 90 days" },
  { value: "365", label: "Expires in a year" },
];
type Life = "never" | "30" | "90" | "365";

export function NewApiKey({ slug }: { slug: string }) {
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<string>();
  const toggle = (next: boolean) => {
    setOpen(next);
    setMade(undefined);
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
      title={made ? "Your new key" : "New API key"}
      description={made ? "Copy it now: it is shown only this once." : undefined}
    >
      {made ? (
        <>
          <CodeBlock label="API key" code={made} />
          <Button variant="primary" onClick={() => toggle(false)}>
            I have copied it
          </Button>
        </>
      ) : (
        <KeyForm slug={slug} onMade={setMade} />
      )}
    </Dialog>
  );
}

function KeyForm({ slug, onMade }: { slug: string; onMade: (key: string) => void }) {
  const [rights, setRights] = useState("all");
  const [life, setLife] = useState<Life>("never");
  const [refusal, setRefusal] = useState<{ message: string; fields: Record<string, string> }>();
  const [pending, startTransition] = useTransition();
  return (
    <ActionForm
      className="grid gap-4"
      action={(form) =>
        startTransition(async () => {
          const name = String(form.get("name") ?? "");
          const answer = await makeApiKey(slug, { name, readOnly: rights === "read", days: life });
          if (answer.ok) onMade(answer.value.key);
          else setRefusal(answer);
        })
      }
    >
      <Field label="Name" hint="Where it is used, like “Shop server”." error={refusal?.fields.name}>
        {(control) => <Input {...control} name="name" maxLength={60} autoComplete="off" />}
      </Field>
      <Field label="Rights">
        {(control) => (
          <Select
            {...control}
            value={rights}
            onValueChange={setRights}
            options={[
              { value: "all", label: "Read and change" },
              { value: "read", label: "Read only" },
            ]}
          />
        )}
      </Field>
      <Field label="Life">
        {(control) => (
          <Select {...control} value={life} onValueChange={(next) => setLife(next as Life)} options={lives} />
        )}
      </Field>
      {refusal && !refusal.fields.name && (
        <Callout look="problem" live>
          {refusal.message}
        </Callout>
      )}
      <Button type="submit" variant="primary" pending={pending}>
        Create key
      </Button>
    </ActionForm>
  );
}
