"use client";
import { type ReactNode, useActionState } from "react";
import type { FormAction } from "@/lib/actions";

/**
 * A customer's form. It also works before the scripts have loaded, and without them: then the page comes back with the
 * result. `done` takes the form's place once the action has succeeded.
 */
export function CustomerForm<T>(props: {
  action: FormAction<T>;
  children: ReactNode;
  done?: ReactNode;
  className?: string;
}) {
  const [result, submit] = useActionState(props.action, null);
  if (result?.ok && props.done) return props.done;
  return (
    <form action={submit} className={props.className ?? "grid gap-3"}>
      {props.children}
      {result?.ok === false && (
        <p role="alert" className="text-center text-failed-ink">
          {result.message}
        </p>
      )}
    </form>
  );
}
