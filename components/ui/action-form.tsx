"use client";
import { type ComponentProps, createContext, type FormEvent, useContext } from "react";
import type { Refusal } from "@/lib/actions";
import { Callout } from "./callout";
import type { ActionFormState } from "./use-action";

const RefusalContext = createContext<Refusal | undefined>(undefined);

/** A form for a server action. It keeps what was entered when the action refuses it. */
export function ActionForm({ form, ...rest }: { form: ActionFormState } & ComponentProps<"form">) {
  return (
    <RefusalContext value={form.refusal}>
      <form noValidate onResetCapture={stopReset} action={form.submit} {...rest} />
    </RefusalContext>
  );
}

/**
 * React resets a form after every action. Radix's selects, switches and checkboxes listen on the form itself, so the
 * event is stopped on its way there.
 */
function stopReset(event: FormEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

/** The action's error for the field with this name; the API spells `roleId` as `role_id`. */
export function useFieldError(name: string | undefined): string | undefined {
  const fields = useContext(RefusalContext)?.fields ?? {};
  return name
    ? (fields[name] ?? fields[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)])
    : undefined;
}

/** Why the form was refused, if the error isn't about a single field. */
export function FormProblem() {
  const refusal = useContext(RefusalContext);
  return (
    <Problem>{refusal && Object.keys(refusal.fields).length === 0 ? refusal.message : undefined}</Problem>
  );
}

/** An inline error; renders nothing without one. */
export function Problem({
  children,
  ...rest
}: { children: string | undefined } & Pick<ComponentProps<typeof Callout>, "title" | "className">) {
  if (!children) return null;
  return (
    <Callout look="problem" live {...rest}>
      {children}
    </Callout>
  );
}
