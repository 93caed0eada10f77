"use client";
import { Check, Minus } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./class-names";

export function Checkbox({ className, ...rest }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      className={cn(
        "relative grid size-4.5 shrink-0 place-items-center rounded-sm border border-control-line bg-surface",
        "data-[state=checked]:border-accent data-[state=indeterminate]:border-accent",
        "data-[state=checked]:bg-accent data-[state=indeterminate]:bg-accent disabled:opacity-50",
        "[@media(pointer:coarse)]:after:absolute [@media(pointer:coarse)]:after:-inset-3.5",
        className,
      )}
      {...rest}
    >
      <Radix.Indicator className="group text-on-accent">
        <Check aria-hidden className="size-3.5 group-data-[state=indeterminate]:hidden" strokeWidth={3} />
        <Minus
          aria-hidden
          className="hidden size-3.5 group-data-[state=indeterminate]:block"
          strokeWidth={3}
        />
      </Radix.Indicator>
    </Radix.Root>
  );
}
