"use client";
import { type ReactNode, useActionState } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Callout } from "@/components/ui/callout";
import { SubmitButton } from "@/components/ui/submit-button";
import { saveBusiness } from "./actions";

/** A form of business settings: errors by field, and a word when it is saved. */
export function SavedForm({
  slug,
  mayChange,
  children,
}: {
  slug: string;
  mayChange: boolean;
  children: (errors: Record<string, string>) => ReactNode;
}) {
  const [result, save] = useActionState(saveBusiness.bind(null, slug), null);
  const errors = result && !result.ok ? result.fields : {};
  return (
    <ActionForm action={save} className="grid max-w-lg gap-5">
      <fieldset disabled={!mayChange} className="grid gap-5">
        {children(errors)}
      </fieldset>
      {result && !result.ok && Object.keys(result.fields).length === 0 && (
        <Callout look="problem" live>
          {result.message}
        </Callout>
      )}
      {mayChange ? (
        <div className="flex items-center gap-3">
          <SubmitButton>Save</SubmitButton>
          <p role="status" className="text-delivered-ink">
            {result?.ok && "Saved"}
          </p>
        </div>
      ) : (
        <p className="text-ink-soft">Only admins and owners can change this.</p>
      )}
    </ActionForm>
  );
}
