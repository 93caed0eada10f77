import type { ReactNode } from "react";
import { cn } from "./class-names";
import type { ActionState } from "./use-action";

/** The result of an action, in a line beside its button. */
export function ActionStatus({ of: action, done }: { of: ActionState; done?: ReactNode }) {
  return (
    <p role="status" className={cn("text-sm", action.refusal ? "text-failed-ink" : "text-ink-soft")}>
      {action.refusal ? action.refusal.message : action.done && done}
    </p>
  );
}
