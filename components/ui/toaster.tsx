"use client";
import { Toaster as Sonner } from "sonner";

/** Toasts tell what happened elsewhere; what happened here is said here. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-start gap-3 rounded-lg border bg-raised px-4 py-3 text-ink text-base shadow-raised",
          description: "text-ink-soft text-sm",
          actionButton: "ml-auto font-medium text-accent-ink",
        },
      }}
    />
  );
}
