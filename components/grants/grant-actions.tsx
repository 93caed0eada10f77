"use client";
import { Ban, Mail, RotateCcw, RotateCw } from "lucide-react";
import { ActionStatus } from "@/components/ui/action-status";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { CopyButton } from "@/components/ui/copy-button";
import { useAction } from "@/components/ui/use-action";
import { actOnGrant, type GrantAction } from "./actions";

/** Resend, Retry, Revoke and Copy link, whichever apply now. */
export function GrantActions({
  slug,
  grantId,
  who,
  can,
  link,
  otherClaims,
}: {
  slug: string;
  grantId: string;
  who: string;
  can: { resend: boolean; retry: boolean; revoke: boolean; reinstate: boolean };
  link: string | null;
  /** What else gives this person the same role, so that it stays in Discord. */
  otherClaims: string[];
}) {
  const act = useAction((action: GrantAction) => actOnGrant(slug, grantId, action));
  return (
    <div className="grid justify-items-end gap-2">
      <div className="flex flex-wrap gap-2">
        {link && (
          <CopyButton value={link} size="md">
            Copy link
          </CopyButton>
        )}
        {can.resend && (
          <Button icon={<Mail aria-hidden />} pending={act.pending} onClick={() => act.run("resend")}>
            Resend
          </Button>
        )}
        {can.retry && (
          <Button icon={<RotateCw aria-hidden />} pending={act.pending} onClick={() => act.run("retry")}>
            Retry
          </Button>
        )}
        {can.reinstate && (
          <Button icon={<RotateCcw aria-hidden />} pending={act.pending} onClick={() => act.run("reinstate")}>
            Restore access
          </Button>
        )}
        {can.revoke && (
          <Confirm
            trigger={
              <Button className="text-failed-ink">
                <Ban aria-hidden /> Revoke
              </Button>
            }
            title={`End ${who}'s access?`}
            confirmLabel="Revoke"
            onConfirm={() => act.run("revoke")}
          >
            <p>
              {otherClaims.length > 0
                ? `They keep the role: ${otherClaims.join(" and ")} gives it too.`
                : "Their role is removed in Discord and they get an email."}
            </p>
            <p>Renewals won't restore access. You can restore it here later.</p>
          </Confirm>
        )}
      </div>
      <ActionStatus of={act} done={act.value && doneWords[act.value]} />
    </div>
  );
}

const doneWords: Record<GrantAction, string> = {
  resend: "Email on its way.",
  retry: "Trying again.",
  reinstate: "Restoring access.",
  revoke: "Ending access.",
};
