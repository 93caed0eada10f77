"use client";
import { KeyRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { Confirm } from "@/components/ui/confirm";
import { RelativeTime } from "@/components/ui/relative-time";
import { makeRecoveryCodes, removePasskey } from "./actions";
import { AddPasskey } from "./add-passkey";
import { CodeList } from "./code-list";

export type PasskeyRow = { id: string; name: string; createdAt: string; lastUsedAt: string | null };

/** The person's passkeys, and how many recovery codes are left. New codes are shown until the page is left. */
export function Passkeys({
  email,
  passkeys,
  unusedCodes,
  mayAdd,
}: {
  email: string;
  passkeys: PasskeyRow[];
  unusedCodes: number;
  /** Otherwise they have to sign in again first. */
  mayAdd: boolean;
}) {
  const router = useRouter();
  const [codes, setCodes] = useState<string[] | null>(null);
  const show = (made: string[] | null) => {
    if (made) setCodes(made);
    router.refresh();
  };
  const hasPasskey = passkeys.length > 0;
  return (
    <Section
      title="Passkeys"
      description="A second step after the mailed link: your fingerprint, face, PIN or security key."
    >
      <div className="grid gap-5">
        {hasPasskey ? (
          <ul aria-label="Passkeys" className="grid divide-y">
            {passkeys.map((passkey) => (
              <Row key={passkey.id} passkey={passkey} isLast={passkeys.length === 1} />
            ))}
          </ul>
        ) : (
          <p className="text-ink-soft">None yet. A mailed link is enough to sign in as you.</p>
        )}
        {codes && <CodeList codes={codes} email={email} />}
        <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
          <AddPasskey mayAdd={mayAdd} next="/account" onAdded={show} />
          {hasPasskey && <NewCodes unused={unusedCodes} onMade={show} />}
        </div>
      </div>
    </Section>
  );
}

function Row({ passkey, isLast }: { passkey: PasskeyRow; isLast: boolean }) {
  return (
    <li className="flex items-center gap-3.5 py-3.5 first:pt-0 last:pb-0">
      <KeyRound aria-hidden className="size-5 shrink-0 text-ink-faint" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{passkey.name}</p>
        <p className="text-ink-soft text-sm">
          Added <RelativeTime at={passkey.createdAt} />
          {passkey.lastUsedAt && (
            <>
              {" · last used "}
              <RelativeTime at={passkey.lastUsedAt} />
            </>
          )}
        </p>
      </div>
      <Confirm
        trigger={
          <Button size="sm" aria-label={`Remove ${passkey.name}`}>
            Remove
          </Button>
        }
        title={`Remove ${passkey.name}?`}
        confirmLabel="Remove"
        onConfirm={() => removePasskey(passkey.id)}
      >
        <p>
          {isLast
            ? "It's your last one: a mailed link will be enough to sign in as you, and your recovery codes stop working."
            : "It can no longer confirm that it's you."}{" "}
          If you lost the device, sign it out under Devices too.
        </p>
      </Confirm>
    </li>
  );
}

function NewCodes({ unused, onMade }: { unused: number; onMade: (codes: string[]) => void }) {
  return (
    <>
      <Confirm
        trigger={<Button size="sm">New recovery codes</Button>}
        title="Make new recovery codes?"
        confirmLabel="Make codes"
        danger={false}
        onConfirm={makeRecoveryCodes}
        onDone={onMade}
      >
        <p>You get ten. Each confirms once that it's you. Codes that you made earlier stop working.</p>
      </Confirm>
      <p className="self-center text-ink-soft text-sm">
        {unused === 1 ? "1 recovery code left" : `${unused} recovery codes left`}
      </p>
    </>
  );
}
