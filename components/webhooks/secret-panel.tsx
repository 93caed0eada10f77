"use client";
import { Eye, EyeOff } from "lucide-react";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { CopyButton } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { newSecret, readSecret } from "./actions";

/** The secret is fetched when it is asked for, and is gone from the screen with a press. */
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
  const [problem, setProblem] = useState<string>();
  const [pending, startTransition] = useTransition();
  const reveal = () =>
    startTransition(async () => {
      const result = await readSecret(slug, endpointId);
      setProblem(result.ok ? undefined : result.message);
      if (result.ok) setSecret(result.value);
    });
  const rotate = async () => {
    const result = await newSecret(slug, endpointId);
    if (!result.ok) return result.message;
    setSecret(result.value);
    return null;
  };
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
          <Button variant="ghost" size="icon" aria-label="Show secret" pending={pending} onClick={reveal}>
            {!pending && <Eye aria-hidden />}
          </Button>
        )}
      </div>
      {problem && (
        <p role="alert" className="text-failed-ink text-sm">
          {problem}
        </p>
      )}
      {isAhead(previousUntil) && (
        <p className="text-ink-soft text-sm">
          Rotated: requests carry a signature with the secret before as well, which ends{" "}
          <RelativeTime at={previousUntil} />.
        </p>
      )}
      <Confirm
        title="Make a new secret?"
        confirmLabel="Rotate secret"
        danger={false}
        onConfirm={rotate}
        trigger={
          <Button size="sm" className="justify-self-start">
            Rotate secret
          </Button>
        }
      >
        <p>
          For 24 hours each request is signed with both, so receivers go on working while you change them.
        </p>
        {isAhead(previousUntil) && (
          <p className="font-medium text-ink">The last rotation is still open: the oldest secret ends now.</p>
        )}
      </Confirm>
    </div>
  );
}

function isAhead(time: string | null): time is string {
  return time !== null && new Date(time) > new Date();
}
