"use client";
import { Gift } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { giveAccess } from "./actions";

/** A direct grant: for a friend, a winner, a refund of trust. */
export function GiveAccess({
  slug,
  entitlementId,
  name,
}: {
  slug: string;
  entitlementId: string;
  name: string;
}) {
  const router = useRouter();
  const [refusal, setRefusal] = useState<{ message: string; fields: Record<string, string> }>();
  const [pending, startTransition] = useTransition();
  return (
    <Dialog
      trigger={
        <Button variant="primary">
          <Gift aria-hidden /> Give access
        </Button>
      }
      title="Give access"
      description={`${name}, without a purchase. They get the mail “Join the Discord”.`}
    >
      <ActionForm
        className="grid gap-4"
        action={(form) =>
          startTransition(async () => {
            const text = (field: string) => String(form.get(field) ?? "");
            const input = { email: text("email"), name: text("name"), until: text("until") };
            const answer = await giveAccess(slug, entitlementId, input);
            if (answer.ok) router.push(`/${slug}/grants/${answer.value.grantId}`);
            else setRefusal(answer);
          })
        }
      >
        <Field label="Email" error={refusal?.fields.email}>
          {(control) => <Input {...control} name="email" type="email" autoComplete="off" required />}
        </Field>
        <Field label="Name" optional>
          {(control) => <Input {...control} name="name" maxLength={100} autoComplete="off" />}
        </Field>
        <Field
          label="Until"
          optional
          hint="The last day of access. Empty: until you end it."
          error={refusal?.fields.until ?? refusal?.fields.expires_at}
        >
          {(control) => <Input {...control} name="until" type="date" />}
        </Field>
        {refusal && Object.keys(refusal.fields).length === 0 && (
          <Callout look="problem" live>
            {refusal.message}
          </Callout>
        )}
        <Button type="submit" variant="primary" pending={pending}>
          Give access
        </Button>
      </ActionForm>
    </Dialog>
  );
}
