"use client";
import { AlertDialog as Radix } from "radix-ui";
import { type ReactNode, useState, useTransition } from "react";
import { Button, buttonClass } from "./button";

/**
 * Asks before something that destroys. `onConfirm` answers null when it worked, or a sentence that says why
 * not, which is shown in place.
 */
export function Confirm({
  trigger,
  title,
  children,
  confirmLabel,
  danger = true,
  onConfirm,
  open: given,
  onOpenChange,
}: {
  trigger?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  confirmLabel: string;
  danger?: boolean;
  onConfirm: () => Promise<string | null>;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}) {
  const [own, setOwn] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  const open = given ?? own;
  const setOpen = (next: boolean) => {
    setProblem(null);
    setOwn(next);
    onOpenChange?.(next);
  };
  const confirm = () =>
    startTransition(async () => {
      const refusal = await onConfirm();
      if (refusal === null) setOpen(false);
      else setProblem(refusal);
    });
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 animate-fade-in bg-black/45" />
        <Radix.Content className="fixed inset-x-0 bottom-0 z-[55] grid animate-rise gap-4 rounded-t-xl border bg-raised p-5 shadow-raised sm:inset-x-auto sm:top-[18vh] sm:bottom-auto sm:left-1/2 sm:-ml-56 sm:w-112 sm:rounded-xl">
          <Radix.Title className="font-semibold text-lg">{title}</Radix.Title>
          <Radix.Description asChild>
            <div className="grid gap-2 text-ink-soft">{children}</div>
          </Radix.Description>
          {problem && (
            <p role="alert" className="text-failed-ink">
              {problem}
            </p>
          )}
          <div className="flex flex-wrap justify-end gap-2">
            <Radix.Cancel className={buttonClass()}>Cancel</Radix.Cancel>
            <Button variant={danger ? "danger" : "primary"} pending={pending} onClick={confirm}>
              {confirmLabel}
            </Button>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
