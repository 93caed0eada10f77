import { Problem } from "@/components/ui/action-form";
import type { ActionState } from "@/components/ui/use-action";

/** Why this server and role can't be used. */
export function TargetProblem({ form }: { form: ActionState }) {
  const { message, fields } = form.refusal ?? { message: "", fields: {} as Record<string, string> };
  return <Problem title={message}>{fields.role_id ?? fields.guild_id}</Problem>;
}
