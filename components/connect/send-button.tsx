import type { ReactNode } from "react";
import { type ButtonLook, buttonClass } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { PressButton } from "./press-button";

/** The submit button of a customer's form; a spinner takes its icon's place while the form is being sent. */
export function SendButton({
  variant = "primary",
  size = "lg",
  icon,
  children,
}: ButtonLook & { icon?: ReactNode; children: ReactNode }) {
  return (
    <PressButton className={buttonClass({ variant, size }, "group")}>
      <Spinner className="hidden group-aria-busy:block" />
      {icon && <span className="group-aria-busy:hidden">{icon}</span>}
      {children}
    </PressButton>
  );
}
