"use client";
import { Ban, Mail, RotateCcw, RotateCw } from "lucide-react";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { CopyButton } from "@/components/ui/copy-button";
import { actOnGrants, type Deed } from "./actions";

/** Resend, Retry, Revoke, Copy link: those that make sense now. */
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
  /** What else gives this person the same role: then Discord keeps it. */
  otherClaims: string[];
}) {
  const [message, setMessage] = useState<{ text: string; bad: boolean }>();
  const [pending, startTransition] = useTransition();
  const act = (deed: Deed, done: string) =>
    startTransition(async () => setMessage(await perform(slug, deed, grantId, done)));
  return (
    <div className="grid justify-items-end gap-2">
      <div className="flex flex-wrap gap-2">
        {link && (
          <CopyButton value={link} size="md">
            Copy link
          </CopyButton>
        )}
        {can.resend && (
          <Button pending={pending} onClick={() => act("resend", "The mail is on its way.")}>
            <Mail aria-hidden /> Resend
          </Button>
        )}
        {can.retry && (
          <Button pending={pending} onClick={() => act("retry", "Trying again now.")}>
            <RotateCw aria-hidden /> Retry
          </Button>
        )}
        {can.reinstate && (
          <Button pending={pending} onClick={() => act("reinstate", "Access is coming back.")}>
            <RotateCcw aria-hidden /> Restore access
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
            onConfirm={async () => {
              const { text, bad } = await perform(slug, "revoke", grantId, "Access is ending.");
              if (bad) return text;
              setMessage({ text, bad });
              return null;
            }}
          >
            <p>
              {otherClaims.length > 0
                ? `The role stays: ${otherClaims.join(" and ")} gives it too.`
                : "Their role is taken away in Discord and they are told by mail."}
            </p>
            <p>A renewal does not bring it back; you can restore it here later.</p>
          </Confirm>
        )}
      </div>
      <p role="status" className={message?.bad ? "text-failed-ink text-sm" : "text-ink-soft text-sm"}>
        {message?.text}
      </p>
    </div>
  );
}

async function perform(slug: string, deed: Deed, grantId: string, done: string) {
  const answer = await actOnGrants(slug, deed, [grantId]);
  if (!answer.ok) return { text: answer.message, bad: true };
  const { why } = answer.value;
  return why ? { text: why, bad: true } : { text: done, bad: false };
}
