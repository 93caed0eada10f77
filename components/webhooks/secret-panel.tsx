"use client";
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorLine } from "@/components/ui/error-line";
import { RelativeTime } from "@/components/ui/relative-time";
import { useAction } from "@/components/ui/use-action";
import { revealSecret, rotateSecret } from "./actions";

/** The secret is only fetched on request, and can be hidden again. */
export function SecretPanel({
  slug,
  endpointId,
  previousUntil,
}: {
  slug: string;
  endpointId: string;
  previousUntil: string | null;
}) {
  const [secret, setSecret] = useState<string>();
  const reveal = useAction(revealSecret, setSecret);
  return (
    <div className="grid grid-cols-1 gap-3">
      <div className="flex min-h-9 items-center gap-1 rounded-md border bg-sunken py-0.5 pr-1 pl-3">
        <code className="min-w-0 flex-1 truncate font-mono text-sm">
          {secret ?? "whsec_••••••••••••••••••••••••"}
        </code>
        {secret ? (
          <>
            <CopyButton value={secret} label="Copy secret" />
            <Button variant="ghost" size="icon" aria-label="Hide secret" onClick={() => setSecret(undefined)}>
              <EyeOff aria-hidden />
            </Button>
          </>
        ) : (
          <Button
            variant="ghost"
            size="icon"
            aria-label="Show secret"
            icon={<Eye aria-hidden />}
            pending={reveal.pending}
            onClick={() => reveal.run(slug, endpointId)}
          />
        )}
      </div>
      <ErrorLine>{reveal.refusal?.message}</ErrorLine>
      {isAhead(previousUntil) && (
        <p className="text-ink-soft text-sm">
          Rotated. Requests are also signed with the previous secret, which expires{" "}
          <RelativeTime at={previousUntil} />.
        </p>
      )}
      <Confirm
        title="Rotate the secret?"
        confirmLabel="Rotate secret"
        danger={false}
        onConfirm={() => rotateSecret(slug, endpointId)}
        onDone={setSecret}
        trigger={
          <Button size="sm" className="justify-self-start">
            Rotate secret
          </Button>
        }
      >
        <p>
          For 24 hours, every request is signed with both secrets, so receivers keep working while you update
          them.
        </p>
        {isAhead(previousUntil) && (
          <p className="font-medium text-ink">
            The previous rotation hasn't finished: the oldest secret stops working now.
          </p>
        )}
      </Confirm>
    </div>
  );
}

function isAhead(time: string | null): time is string {
  return time !== null && new Date(time) > new Date();
}
