"use client";
import { RotateCw } from "lucide-react";
import { CustomerButton } from "@/components/connect/customer-button";
import { OpenDiscord } from "@/components/connect/open-discord";
import { DiscordMark } from "@/components/ui/brand";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import type { ActionResult } from "@/lib/actions";
import type { AccessCard } from "@/lib/portal/my-access";
import { connectDiscord, restoreAccess, retryAccess } from "./actions";

/** The one action of a card. */
export function CardAction({ card, customerId }: { card: AccessCard; customerId: string }) {
  switch (card.state.action) {
    case "connect":
      return (
        <CustomerButton variant="discord" action={() => goToDiscord(customerId)}>
          <DiscordMark />
          Connect Discord
        </CustomerButton>
      );
    case "retry":
      return (
        <CustomerButton action={retryAccess.bind(null, card.grantId)}>
          <RotateCw aria-hidden />
          Try again
        </CustomerButton>
      );
    case "restore":
      return (
        <CustomerButton action={restoreAccess.bind(null, card.grantId)}>
          <RotateCw aria-hidden />
          Restore my access
        </CustomerButton>
      );
    case "open":
      return <OpenDiscord guildId={card.server.id} look="secondary" />;
    case "none":
      return null;
  }
}

/** On to Discord; the promise stays open, so that the button spins until the browser has left. */
async function goToDiscord(customerId: string): Promise<ActionResult<{ url: string }>> {
  const result = await connectDiscord(customerId);
  if (!result.ok) return result;
  window.location.assign(result.value.url);
  return new Promise((resolve) => setTimeout(() => resolve(result), 5_000));
}

/** Moves everything from one merchant to another Discord account, after saying what that does. */
export function UseAnotherAccount({ customerId, current }: { customerId: string; current: string }) {
  return (
    <Confirm
      trigger={<Button variant="secondary">Use another account</Button>}
      title="Use another Discord account?"
      confirmLabel="Go to Discord"
      danger={false}
      onConfirm={() => goToDiscord(customerId)}
    >
      <p>
        Discord asks you to sign in with the account you want to use. The new account gets everything first;
        then {current} loses it.
      </p>
      <p>Are you signed in to Discord as {current}? Switch accounts there before you allow it.</p>
    </Confirm>
  );
}
