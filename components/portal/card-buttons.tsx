"use client";
import { RotateCw } from "lucide-react";
import { type ReactNode, useState } from "react";
import { OpenDiscord } from "@/components/connect/open-discord";
import { DiscordMark } from "@/components/ui/brand";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { SubmitButton } from "@/components/ui/submit-button";
import type { AccessCard } from "@/lib/portal/my-access";

type Said = { done: boolean; problem: string | null };
type Leading = Said & { go: string | null };

export type PortalActions = {
  connect: (customerId: string) => Promise<Leading>;
  restore: (grantId: string) => Promise<Said>;
  tryAgain: (grantId: string) => Promise<Said>;
};

/** The one action of a card. */
export function CardButton(props: { card: AccessCard; customerId: string; actions: PortalActions }) {
  const { card, customerId, actions } = props;
  switch (card.state.action) {
    case "connect":
      return (
        <ActionButton look="discord" act={() => toDiscord(actions.connect(customerId))}>
          <DiscordMark />
          Connect Discord
        </ActionButton>
      );
    case "retry":
      return (
        <ActionButton look="primary" act={() => actions.tryAgain(card.grantId)}>
          <RotateCw aria-hidden />
          Try again
        </ActionButton>
      );
    case "restore":
      return (
        <ActionButton look="primary" act={() => actions.restore(card.grantId)}>
          <RotateCw aria-hidden />
          Restore my access
        </ActionButton>
      );
    case "open":
      return <OpenDiscord guildId={card.server.id} look="secondary" />;
    case "none":
      return null;
  }
}

/** On to Discord; the promise stays open, so that the button spins until the browser has left. */
async function toDiscord(asked: Promise<Leading>): Promise<Said> {
  const said = await asked;
  if (!said.go) return said;
  window.location.assign(said.go);
  return new Promise((resolve) => setTimeout(() => resolve(said), 5_000));
}

/** A form, because React keeps a press on it that comes before the page's scripts. */
function ActionButton(props: { look: "discord" | "primary"; act: () => Promise<Said>; children: ReactNode }) {
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <form className="grid gap-2" action={async () => setProblem((await props.act()).problem)}>
      <SubmitButton variant={props.look} size="lg">
        {props.children}
      </SubmitButton>
      {problem && (
        <p role="alert" className="text-failed-ink">
          {problem}
        </p>
      )}
    </form>
  );
}

/** Moves everything from one merchant to another Discord account, after saying what that does. */
export function UseAnotherAccount(props: {
  customerId: string;
  current: string;
  connect: (customerId: string) => Promise<Leading>;
}) {
  return (
    <Confirm
      trigger={<Button variant="secondary">Use another account</Button>}
      title="Use another Discord account?"
      confirmLabel="Go to Discord"
      danger={false}
      onConfirm={async () => (await toDiscord(props.connect(props.customerId))).problem}
    >
      <p>
        Discord asks you to sign in with the account you want to use. The new account gets everything first;
        then {props.current} loses it.
      </p>
      <p>Are you signed in to Discord as {props.current}? Switch accounts there before you allow it.</p>
    </Confirm>
  );
}
