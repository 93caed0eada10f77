"use client";
import { ActionForm, FormProblem } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { SubmitButton } from "@/components/ui/submit-button";
import { useActionForm } from "@/components/ui/use-action";
import { acceptInvitation, declineInvitation } from "./actions";

export type ShownInvitation = { id: string; role: "owner" | "admin" | "viewer"; business: { name: string } };

/** Accept or decline. Accepting sends the role that is shown, so that nobody agrees to another one. */
export function InvitationForm({ invitation }: { invitation: ShownInvitation }) {
  const form = useActionForm(acceptInvitation);
  const { name } = invitation.business;
  return (
    <ActionForm form={form} className="grid gap-2">
      <input type="hidden" name="id" value={invitation.id} />
      <input type="hidden" name="role" value={invitation.role} />
      <FormProblem />
      <SubmitButton size="lg">Join {name}</SubmitButton>
      <Confirm
        trigger={
          <Button size="lg" aria-label={`Decline the invitation to ${name}`}>
            Decline
          </Button>
        }
        title={`Decline the invitation to ${name}?`}
        confirmLabel="Decline"
        onConfirm={() => declineInvitation(invitation.id)}
      >
        <p>You'll need a new invitation to join later.</p>
      </Confirm>
    </ActionForm>
  );
}
