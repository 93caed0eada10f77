"use client";
import { useActionState, useState, useTransition } from "react";
import type { ActionResult, FormAction, Refusal } from "@/lib/actions";

export type ActionState<T = unknown> = {
  pending: boolean;
  /** The last call succeeded. */
  done: boolean;
  /** What the last successful call returned. */
  value: T | undefined;
  /** Why the last call was refused. */
  refusal: Refusal | undefined;
};

/** A server action behind a button: whether it's running, and its last result. */
export function useAction<Args extends unknown[], T>(
  action: (...args: Args) => Promise<ActionResult<T>>,
  onDone?: (value: T) => void,
): ActionState<T> & { run: (...args: Args) => Promise<ActionResult<T>> } {
  const [result, setResult] = useState<ActionResult<T> | null>(null);
  const [pending, startTransition] = useTransition();
  const run = (...args: Args) =>
    new Promise<ActionResult<T>>((resolve) =>
      startTransition(async () => {
        const next = await withProof(action)(...args);
        setResult(next);
        if (next.ok) onDone?.(next.value);
        resolve(next);
      }),
    );
  return { ...stateOf(result, pending), run };
}

/**
 * The same action for the browser: when it's refused for want of a proof, the person is asked for their passkey, and
 * the action is sent again.
 */
export function withProof<Args extends unknown[], T>(
  action: (...args: Args) => Promise<ActionResult<T>>,
): (...args: Args) => Promise<ActionResult<T>> {
  return async (...args) => {
    const first = await action(...args);
    if (first.ok || !first.proofNeeded) return first;
    const { proveItsMe } = await import("@/components/proof/prove-its-me");
    const proof = await proveItsMe();
    return proof.ok ? action(...args) : proof;
  };
}

export type ActionFormState<T = unknown> = ActionState<T> & { submit: (form: FormData) => void };

/** A server action behind an `ActionForm`. */
export function useActionForm<T>(action: FormAction<T>, onDone?: (value: T) => void): ActionFormState<T> {
  const followed: FormAction<T> = async (before, form) => {
    const next = await action(before, form);
    if (next.ok) onDone?.(next.value);
    return next;
  };
  // Passed as it is, a server action also works before the page's scripts have loaded.
  const [result, submit, pending] = useActionState(onDone ? followed : action, null);
  return { ...stateOf(result, pending), submit };
}

function stateOf<T>(result: ActionResult<T> | null, pending: boolean): ActionState<T> {
  return {
    pending,
    done: result?.ok === true,
    value: result?.ok ? result.value : undefined,
    refusal: result?.ok === false ? result : undefined,
  };
}
