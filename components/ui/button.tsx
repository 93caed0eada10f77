import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";
import { Spinner } from "./spinner";

const variants = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover shadow-card",
  secondary: "border border-line-strong bg-surface text-ink hover:bg-hover shadow-card",
  ghost: "text-ink-soft hover:bg-hover hover:text-ink",
  danger: "bg-danger text-white hover:bg-danger-hover shadow-card",
  discord: "bg-discord text-white hover:bg-discord-hover shadow-card",
} as const;

const sizes = {
  sm: "h-8 gap-1.5 px-2.5 text-sm",
  md: "h-9 gap-2 px-3.5 text-base",
  lg: "h-11 gap-2 px-5 text-lg",
  icon: "size-8 shrink-0 justify-center [@media(pointer:coarse)]:min-w-11",
} as const;

export type ButtonLook = {
  variant?: keyof typeof variants | undefined;
  size?: keyof typeof sizes | undefined;
};

/** A button's classes, for links and Radix triggers. */
export function buttonClass(
  { variant = "secondary", size = "md" }: ButtonLook = {},
  className?: string,
): string {
  return cn(
    "touchable inline-flex items-center justify-center whitespace-nowrap rounded-md font-medium",
    "transition-colors duration-100 select-none disabled:opacity-55 disabled:pointer-events-none",
    "[&_svg]:size-4 [&_svg]:shrink-0",
    variants[variant],
    sizes[size],
    className,
  );
}

/** `pending` disables the button and shows a spinner in place of `icon`. */
export function Button({
  variant,
  size,
  pending = false,
  icon,
  className,
  children,
  disabled,
  type = "button",
  ...rest
}: ComponentProps<"button"> & ButtonLook & { pending?: boolean; icon?: ReactNode }) {
  return (
    <button
      type={type}
      className={buttonClass({ variant, size }, className)}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
      {...rest}
    >
      {pending ? <Spinner /> : icon}
      {children}
    </button>
  );
}
