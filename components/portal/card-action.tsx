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

/** A card's one action. */
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

/** Sends the browser to Discord. The promise stays pending so the button spins until the page unloads. */
async function goToDiscord(customerId: string): Promise<ActionResult<{ url: string }>> {
  const result = await connectDiscord(customerId);
  if (!result.ok) return result;
  window.location.assign(result.value.url);
  return new Promise((resolve) => setTimeout(() => resolve(result), 5_000));
}

/** Moves everything from one merchant to another Discord account, after explaining what that means. */
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
        Discord will ask you to sign in with the account you want to use. That account gets your access first,
        then {current} loses it.
      </p>
      <p>Still signed in to Discord as {current}? Switch accounts there before you authorize.</p>
    </Confirm>
  );
}
