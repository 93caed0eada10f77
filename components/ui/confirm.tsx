"use client";
import { AlertDialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import type { ActionResult } from "@/lib/actions";
import { Button, buttonClass } from "./button";
import { ErrorLine } from "./error-line";
import { useAction } from "./use-action";

/** Asks before a destructive action. Closes when it succeeds; shows the error in place when it doesn't. */
export function Confirm<T>({
  trigger,
  title,
  children,
  confirmLabel,
  danger = true,
  onConfirm,
  onDone,
  open: given,
  onOpenChange,
}: {
  trigger?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  confirmLabel: string;
  danger?: boolean;
  onConfirm: () => Promise<ActionResult<T>>;
  onDone?: (value: T) => void;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}) {
  const [own, setOwn] = useState(false);
  const open = given ?? own;
  const setOpen = (next: boolean) => {
    setOwn(next);
    onOpenChange?.(next);
  };
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
          <Answers
            label={confirmLabel}
            danger={danger}
            onConfirm={onConfirm}
            onDone={(value) => {
              setOpen(false);
              onDone?.(value);
            }}
          />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Answers<T>({
  label,
  danger,
  onConfirm,
  onDone,
}: {
  label: string;
  danger: boolean;
  onConfirm: () => Promise<ActionResult<T>>;
  onDone: (value: T) => void;
}) {
  const confirm = useAction(onConfirm, onDone);
  return (
    <>
      <ErrorLine>{confirm.refusal?.message}</ErrorLine>
      <div className="flex flex-wrap justify-end gap-2">
        <Radix.Cancel className={buttonClass()}>Cancel</Radix.Cancel>
        <Button
          variant={danger ? "danger" : "primary"}
          pending={confirm.pending}
          onClick={() => confirm.run()}
        >
          {label}
        </Button>
      </div>
    </>
  );
}

/** Disconnects something external, after explaining what that means. */
export function DisconnectButton<T>({
  name,
  children,
  ...confirm
}: {
  name: string;
  onConfirm: () => Promise<ActionResult<T>>;
  onDone?: (value: T) => void;
  children: ReactNode;
}) {
  return (
    <Confirm
      trigger={
        <Button size="sm" variant="ghost" aria-label={`Disconnect ${name}`}>
          Disconnect
        </Button>
      }
      title={`Disconnect ${name}?`}
      confirmLabel="Disconnect"
      {...confirm}
    >
      {children}
    </Confirm>
  );
}
