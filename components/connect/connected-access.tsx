"use client";
import { useState } from "react";
import { buttonClass } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Spinner } from "@/components/ui/spinner";
import { SubmitButton } from "@/components/ui/submit-button";
import type { AccessCard } from "@/lib/portal/my-access";
import { GivenLine } from "./given-line";
import { OpenDiscord } from "./open-discord";

type Props = {
  card: AccessCard;
  /** Whether the button to the server stands here. */
  door: boolean;
  tryAgain: (grantId: string) => Promise<{ done: boolean; problem: string | null }>;
};

/** One server and role: on its way, there, or what is in the way. */
export function ConnectedThing({ card, door, tryAgain }: Props) {
  const { state, server, role } = card;
  return (
    <li className="grid gap-3">
      <GivenLine server={server} gives={role} />
      {state.moving && (
        <p className="flex items-center justify-center gap-2 text-ink-soft">
          <Spinner />
          {state.words}
        </p>
      )}
      {state.tone === "failed" && <Callout look="problem">{state.words}</Callout>}
      {state.label === "Accept the rules" && (
        <Callout look="warning" title="One thing left in Discord">
          {state.words}
        </Callout>
      )}
      <NextStep card={card} door={door} tryAgain={tryAgain} />
    </li>
  );
}

function NextStep({ card, door, tryAgain }: Props) {
  const [problem, setProblem] = useState<string | null>(null);
  switch (card.state.action) {
    case "open":
      return door ? <OpenDiscord guildId={card.server.id} /> : null;
    case "retry":
      return (
        // A form, because React keeps a press on it that comes before the page's scripts.
        <form className="grid gap-2" action={async () => setProblem((await tryAgain(card.grantId)).problem)}>
          <SubmitButton size="lg">Try again</SubmitButton>
          {problem && (
            <p role="alert" className="text-failed-ink">
              {problem}
            </p>
          )}
        </form>
      );
    case "connect":
    case "restore":
      return (
        <a href="/portal" className={buttonClass({ variant: "primary", size: "lg" })}>
          Go to your access
        </a>
      );
    case "none":
      return null;
  }
}
