"use client";
import { Gift } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm } from "@/components/ui/use-action";
import { createGrant, giveToCustomers } from "./actions";

type Named = { id: string; name: string };

/** Gives one person access without a purchase, say a friend or a contest winner, and opens their grant. */
export function GiveAccess({ slug, entitlements }: { slug: string; entitlements: Named[] }) {
  const router = useRouter();
  const form = useActionForm(createGrant.bind(null, slug), ({ id }) => router.push(`/${slug}/grants/${id}`));
  return (
    <Dialog
      trigger={
        <Button variant="primary">
          <Gift aria-hidden /> Give access
        </Button>
      }
      title="Give access"
      description={`${entitlements.length === 1 ? `Give ${entitlements[0]?.name}` : "Give somebody access"} without a purchase. They'll get the “Join the Discord” email.`}
    >
      <ActionForm form={form} className="grid gap-4">
        <Field label="Email" name="email">
          {(control) => <Input {...control} type="email" autoComplete="off" required />}
        </Field>
        <Field label="Name" name="name" optional>
          {(control) => <Input {...control} maxLength={100} autoComplete="off" />}
        </Field>
        <WhatAndUntil entitlements={entitlements} />
        <FormProblem />
        <SubmitButton>Give access</SubmitButton>
      </ActionForm>
    </Dialog>
  );
}

/** Gives the selected customers access without a purchase. */
export function GiveToCustomers({
  slug,
  customerIds,
  entitlements,
  trigger,
  onDone,
}: {
  slug: string;
  customerIds: string[];
  entitlements: Named[];
  trigger: ReactNode;
  onDone: (given: { name: string; count: number }) => void;
}) {
  const [open, setOpen] = useState(false);
  const form = useActionForm(giveToCustomers.bind(null, slug, customerIds), (given) => {
    setOpen(false);
    onDone(given);
  });
  const count = customerIds.length.toLocaleString("en");
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={trigger}
      title={`Give access to ${count} ${customerIds.length === 1 ? "customer" : "customers"}`}
      description="They get it without a purchase. Whoever has not connected Discord yet gets the “Join the Discord” email."
    >
      <ActionForm form={form} className="grid gap-4">
        <WhatAndUntil entitlements={entitlements} />
        <FormProblem />
        <SubmitButton>Give access</SubmitButton>
      </ActionForm>
    </Dialog>
  );
}

function WhatAndUntil({ entitlements }: { entitlements: Named[] }) {
  const [only] = entitlements;
  return (
    <>
      {entitlements.length === 1 ? (
        <input type="hidden" name="entitlementId" value={only?.id} />
      ) : (
        <Field label="Entitlement" name="entitlementId">
          {({ name, ...control }) => (
            <Select
              {...control}
              name={name}
              required
              placeholder="Choose what they get"
              options={entitlements.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
        </Field>
      )}
      <Field label="Last day" name="expiresAt" optional hint="Leave empty to give access until you end it.">
        {(control) => <Input {...control} type="date" />}
      </Field>
    </>
  );
}
