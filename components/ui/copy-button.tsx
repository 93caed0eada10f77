"use client";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button, type ButtonLook } from "./button";

/** Copies `value`. Without `children` it's an icon button named by `label`. */
export function CopyButton({
  value,
  label = "Copy",
  children,
  onCopied,
  ...look
}: ButtonLook & {
  value: string;
  label?: string;
  children?: React.ReactNode;
  className?: string;
  onCopied?: () => void;
}) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    onCopied?.();
    setTimeout(() => setCopied(false), 1600);
  };
  return (
    <Button
      variant={children ? "secondary" : "ghost"}
      size={children ? "sm" : "icon"}
      aria-label={children ? undefined : label}
      {...look}
      onClick={copy}
    >
      {copied ? <Check aria-hidden className="text-delivered-ink" /> : <Copy aria-hidden />}
      {children && (copied ? "Copied" : children)}
      <span className="sr-only" role="status">
        {copied ? "Copied" : ""}
      </span>
    </Button>
  );
}

/** An ID in monospace, with a copy button beside it. */
export function CopyableId({ value, label }: { value: string; label: string }) {
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-0.5">
      <code className="truncate font-mono text-ink-soft text-sm">{value}</code>
      <CopyButton value={value} label={label} />
    </span>
  );
}
