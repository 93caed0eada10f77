"use client";
import type { ComponentProps } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "./button";

/** The submit button of a `<form action>`; it spins while the form is being sent. */
export function SubmitButton(props: ComponentProps<typeof Button>) {
  const { pending } = useFormStatus();
  return <Button variant="primary" {...props} type="submit" pending={pending || props.pending} />;
}
