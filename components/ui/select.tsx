"use client";
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./class-names";

export type SelectOption = { value: string; label: ReactNode; text?: string; disabled?: boolean };

/** `text` is what typeahead matches when an option's label isn't plain text. */
export function Select({
  options,
  placeholder,
  className,
  id,
  size = "md",
  name,
  "aria-label": ariaLabel,
  "aria-describedby": describedBy,
  "aria-invalid": invalid,
  "aria-busy": busy,
  ...rest
}: {
  options: readonly SelectOption[];
  placeholder?: string;
  className?: string;
  id?: string;
  size?: "sm" | "md";
  name?: string | undefined;
  value?: string;
  defaultValue?: string;
  disabled?: boolean;
  required?: boolean;
  onValueChange?: (value: string) => void;
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
  "aria-busy"?: true | undefined;
}) {
  // Radix shows the label only once its scripts run, and the control would grow then.
  const chosen = options.find(({ value }) => value === rest.value);
  return (
    <Radix.Root {...rest} {...(name ? { name } : {})}>
      <Radix.Trigger
        id={id}
        aria-label={ariaLabel}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        aria-busy={busy}
        className={cn(
          "control touchable inline-flex items-center justify-between gap-2 px-3 text-left",
          "data-[placeholder]:text-ink-faint disabled:opacity-55",
          size === "sm" ? "h-8 text-sm" : "h-9 w-full text-base",
          className,
        )}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder}>{chosen?.label}</Radix.Value>
        </span>
        <Radix.Icon>
          <ChevronDown aria-hidden className="size-4 text-ink-faint" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-80 min-w-[var(--radix-select-trigger-width)] animate-rise overflow-hidden rounded-lg border bg-raised shadow-raised"
        >
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled}
                textValue={option.text}
                className="touchable relative flex cursor-default select-none items-center gap-2 rounded-md py-1.5 pr-8 pl-2.5 text-base outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover"
              >
                <Radix.ItemText>{option.label}</Radix.ItemText>
                <Radix.ItemIndicator className="absolute right-2">
                  <Check aria-hidden className="size-4 text-accent-ink" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
