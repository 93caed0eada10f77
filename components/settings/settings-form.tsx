"use client";
import type { ReactNode } from "react";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm } from "@/components/ui/use-action";
import { updateBusiness } from "./actions";

/** A form for business settings, with errors by field and a confirmation when saved. */
export function SettingsForm({
  slug,
  mayChange,
  children,
}: {
  slug: string;
  mayChange: boolean;
  children: ReactNode;
}) {
  const form = useActionForm(updateBusiness.bind(null, slug));
  return (
    <ActionForm form={form} className="grid max-w-lg gap-5">
      <fieldset disabled={!mayChange} className="grid gap-5">
        {children}
      </fieldset>
      <FormProblem />
      {mayChange ? (
        <div className="flex items-center gap-3">
          <SubmitButton>Save</SubmitButton>
          <p role="status" className="text-delivered-ink">
            {form.done && "Saved"}
          </p>
        </div>
      ) : (
        <p className="text-ink-soft">Only admins and owners can change this.</p>
      )}
    </ActionForm>
  );
}
