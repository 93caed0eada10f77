"use client";
import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";

const item =
  "touchable flex cursor-default select-none items-center gap-2.5 rounded-md px-2.5 py-1.5 text-base outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover [&_svg]:size-4 [&_svg]:text-ink-faint";

export function Menu({
  trigger,
  align = "end",
  children,
  className,
  onOpenChange,
}: {
  trigger: ReactNode;
  align?: "start" | "center" | "end";
  children: ReactNode;
  className?: string;
  onOpenChange?: (open: boolean) => void;
}) {
  return (
    <Radix.Root {...(onOpenChange && { onOpenChange })}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={cn(
            "z-50 min-w-48 animate-rise rounded-lg border bg-raised p-1 shadow-raised",
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({
  danger,
  className,
  ...rest
}: ComponentProps<typeof Radix.Item> & { danger?: boolean }) {
  return (
    <Radix.Item
      className={cn(item, danger && "text-failed-ink [&_svg]:text-failed-ink", className)}
      {...rest}
    />
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2.5 pt-1.5 pb-1 text-ink-soft text-xs">{children}</Radix.Label>;
}

export function MenuLine() {
  return <Radix.Separator className="my-1 border-t" />;
}

export function MenuChoices({ children, ...rest }: ComponentProps<typeof Radix.RadioGroup>) {
  return <Radix.RadioGroup {...rest}>{children}</Radix.RadioGroup>;
}

export function MenuChoice({ className, children, ...rest }: ComponentProps<typeof Radix.RadioItem>) {
  return (
    <Radix.RadioItem className={cn(item, "data-[state=checked]:font-medium", className)} {...rest}>
      {children}
      <Radix.ItemIndicator className="ml-auto size-1.5 rounded-full bg-accent" />
    </Radix.RadioItem>
  );
}
