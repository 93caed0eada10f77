import Link from "next/link";
import type { ComponentProps } from "react";
import { type ButtonLook, buttonClass } from "./button";

/** A link that looks like a button. Customers' pages use a plain `<a>`, which needs no script. */
export function ButtonLink({
  variant,
  size,
  className,
  ...rest
}: ComponentProps<typeof Link> & ButtonLook & { className?: string }) {
  return <Link className={buttonClass({ variant, size }, className)} {...rest} />;
}
