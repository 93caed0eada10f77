"use client";
import { Plus } from "lucide-react";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm } from "@/components/ui/use-action";
import { createProduct } from "./actions";

export function NewProduct({ slug }: { slug: string }) {
  const form = useActionForm(createProduct.bind(null, slug));
  return (
    <Dialog
      trigger={
        <Button>
          <Plus aria-hidden /> New product
        </Button>
      }
      title="New product"
      description="For something you sell elsewhere and refer to in the API. Products from your payment provider sync automatically."
    >
      <ActionForm form={form} className="grid gap-4">
        <Field label="Name" name="name">
          {(control) => <Input {...control} maxLength={100} autoComplete="off" />}
        </Field>
        <FormProblem />
        <SubmitButton>Create product</SubmitButton>
      </ActionForm>
    </Dialog>
  );
}
