"use client";
import { type ReactNode, useId } from "react";
import { useFieldError } from "./action-form";
import { cn } from "./class-names";

type ControlProps = {
  id: string;
  name: string | undefined;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

/**
 * A label, a control, its hint and its error, tied together for screen readers. In an `ActionForm`, the error is
 */
export function Field({
  label,
  name,
  hint,
  error: given,
  optional,
  className,
  children,
}: {
  label: ReactNode;
  name?: string;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  className?: string;
  children: (control: ControlProps) => ReactNode;
}) {
  const id = useId();
  const noteId = `${id}note`;
  const refused = useFieldError(name);
  const error = given ?? refused;
  return (
    <div className={cn("grid gap-1.5", className)}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
        {optional && <span className="ml-1.5 font-normal text-ink-faint">Optional</span>}
      </label>
      {children({
        id,
        name,
        "aria-describedby": error || hint ? noteId : undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {error ? (
        <p id={noteId} role="alert" className="text-failed-ink text-sm">
          {error}
        </p>
      ) : (
        hint && (
          <p id={noteId} className="text-ink-soft text-sm">
            {hint}
          </p>
        )
      )}
    </div>
  );
}
