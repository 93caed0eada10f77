"use client";
import type { ComponentProps } from "react";

/**
 * A form for a server action. What was typed stays when the action refuses (React would reset the fields), and
 * errors are shown by field instead of by the browser's bubbles.
 */
export function ActionForm(props: ComponentProps<"form">) {
  return <form noValidate onReset={(event) => event.preventDefault()} {...props} />;
}
