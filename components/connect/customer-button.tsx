"use client";
import type { ComponentProps } from "react";
import { ErrorLine } from "@/components/ui/error-line";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/actions";

/** A customer's one-press action. It's a form because React replays forms sent before the scripts load. */
export function CustomerButton<T>({
  action,
  ...button
}: { action: () => Promise<ActionResult<T>> } & ComponentProps<typeof SubmitButton>) {
  const form = useActionForm<T>(action);
  return (
    <form className="grid gap-2" action={form.submit}>
      <SubmitButton size="lg" {...button} />
      <ErrorLine>{form.refusal?.message}</ErrorLine>
    </form>
  );
}
