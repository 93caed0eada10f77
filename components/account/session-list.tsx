"use client";
import { Monitor, Smartphone } from "lucide-react";
import { Button } from "@/components/ui/button";
import { ErrorLine } from "@/components/ui/error-line";
import { RelativeTime } from "@/components/ui/relative-time";
import { Badge } from "@/components/ui/status";
import { useAction } from "@/components/ui/use-action";
import { endSession } from "./actions";
import { deviceWords } from "./device-words";

export type SessionRow = {
  id: string;
  userAgent: string | null;
  createdAt: string;
  lastUsedAt: string;
  isCurrent: boolean;
};

/** Where the person is signed in: this browser first. */
export function SessionList({ sessions }: { sessions: SessionRow[] }) {
  const ending = useAction(endSession);
  return (
    <>
      <ErrorLine>{ending.refusal?.message}</ErrorLine>
      <ul aria-label="Devices" className="grid divide-y">
        {sessions.map((session) => (
          <Row key={session.id} session={session} onEnd={() => void ending.run(session.id)} />
        ))}
      </ul>
    </>
  );
}

function Row({ session, onEnd }: { session: SessionRow; onEnd: () => void }) {
  const { name, isPhone } = deviceWords(session.userAgent);
  const Icon = isPhone ? Smartphone : Monitor;
  return (
    <li className="flex items-center gap-3.5 py-3.5 first:pt-0 last:pb-0">
      <Icon aria-hidden className="size-5 shrink-0 text-ink-faint" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          {name} {session.isCurrent && <Badge tone="accent">This device</Badge>}
        </p>
        <p className="text-ink-soft text-sm">
          {session.isCurrent ? (
            "Active now"
          ) : (
            <>
              Last used <RelativeTime at={session.lastUsedAt} />
            </>
          )}
          {" · signed in "}
          <RelativeTime at={session.createdAt} />
        </p>
      </div>
      {!session.isCurrent && (
        <Button size="sm" aria-label={`Sign out ${name}`} onClick={onEnd}>
          Sign out
        </Button>
      )}
    </li>
  );
}
