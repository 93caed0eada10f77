"use client";
import { Gift } from "lucide-react";
import { useRouter } from "next/navigation";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm } from "@/components/ui/use-action";
import { createGrant } from "./actions";

/** Gives access without a purchase, say to a friend or a contest winner. */
export function NewGrant({
  slug,
  entitlementId,
  name,
}: {
  slug: string;
  entitlementId: string;
  name: string;
}) {
  const router = useRouter();
  const form = useActionForm(createGrant.bind(null, slug, entitlementId), ({ id }) =>
    router.push(`/${slug}/grants/${id}`),
  );
  return (
    <Dialog
      trigger={
        <Button variant="primary">
          <Gift aria-hidden /> Give access
        </Button>
      }
      title="Give access"
      description={`Give ${name} without a purchase. They'll get the “Join the Discord” email.`}
    >
      <ActionForm form={form} className="grid gap-4">
        <Field label="Email" name="email">
          {(control) => <Input {...control} type="email" autoComplete="off" required />}
        </Field>
        <Field label="Name" name="name" optional>
          {(control) => <Input {...control} maxLength={100} autoComplete="off" />}
        </Field>
        <Field label="Last day" name="expiresAt" optional hint="Leave empty to give access until you end it.">
          {(control) => <Input {...control} type="date" />}
        </Field>
        <FormProblem />
        <SubmitButton>Give access</SubmitButton>
      </ActionForm>
    </Dialog>
  );
}
