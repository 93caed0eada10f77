"use client";
import { Plus } from "lucide-react";
import { useState, useTransition } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { makeProduct } from "./actions";

export function NewProduct({ slug }: { slug: string }) {
  const [problem, setProblem] = useState<string>();
  const [pending, startTransition] = useTransition();
  return (
    <Dialog
      trigger={
        <Button>
          <Plus aria-hidden /> New product
        </Button>
      }
      title="New product"
      description="For what you sell elsewhere: programs name it in the API. What your payment provider sells comes by itself."
    >
      <ActionForm
        className="grid gap-4"
        action={(form) =>
          startTransition(async () => {
            const answer = await makeProduct(slug, String(form.get("name") ?? ""));
            if (!answer.ok) setProblem(answer.message);
          })
        }
      >
        <Field label="Name" error={problem}>
          {(control) => <Input {...control} name="name" maxLength={100} autoComplete="off" />}
        </Field>
        <Button type="submit" variant="primary" pending={pending}>
          Create product
        </Button>
      </ActionForm>
    </Dialog>
  );
}
