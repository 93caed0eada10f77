"use client";
import { KeyRound } from "lucide-react";
import { proveByCode } from "@/components/proof/actions";
import { proveItsMe } from "@/components/proof/prove-its-me";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { ErrorLine } from "@/components/ui/error-line";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { useAction, useActionForm } from "@/components/ui/use-action";

/** The passkey or a recovery code, then on to `next`. */
export function ProveForm({ next }: { next: string }) {
  const passkey = useAction(proveItsMe, () => window.location.assign(next));
  const code = useActionForm(proveByCode);
  return (
    <div className="grid gap-6">
      <div className="grid gap-2">
        <Button
          variant="primary"
          size="lg"
          pending={passkey.pending || passkey.done}
          onClick={() => void passkey.run()}
        >
          <KeyRound aria-hidden />
          Use your passkey
        </Button>
        <ErrorLine>{passkey.refusal?.message}</ErrorLine>
      </div>
      <details>
        <summary className="touchable cursor-pointer text-ink-soft hover:text-ink">
          Lost your passkey?
        </summary>
        <ActionForm form={code} className="mt-4 grid gap-4">
          <input type="hidden" name="next" value={next} />
          <Field
            label="Recovery code"
            name="code"
            hint="Each of your codes works once. If you lost them too, ask whoever runs this installation."
          >
            {(control) => <Input {...control} autoComplete="off" placeholder="abcd-efgh-jkmn-pqrs" />}
          </Field>
          <FormProblem />
          <SubmitButton variant="secondary">Continue</SubmitButton>
        </ActionForm>
      </details>
    </div>
  );
}
