import { RotateCw } from "lucide-react";
import { CustomerForm } from "@/components/connect/customer-form";
import { OpenDiscord } from "@/components/connect/open-discord";
import { SendButton } from "@/components/connect/send-button";
import { DiscordMark } from "@/components/ui/brand";
import { buttonClass } from "@/components/ui/button";
import type { AccessCard } from "@/lib/portal/my-access";
import { connectDiscord, restoreAccess, retryAccess } from "./actions";

/** A card's one action. */
export function CardAction({ card, customerId }: { card: AccessCard; customerId: string }) {
  switch (card.state.action) {
    case "connect":
      return (
        <CustomerForm action={connectDiscord.bind(null, customerId)}>
          <SendButton variant="discord" icon={<DiscordMark />}>
            Connect Discord
          </SendButton>
        </CustomerForm>
      );
    case "retry":
      return (
        <CustomerForm action={retryAccess.bind(null, card.grantId)}>
          <SendButton icon={<RotateCw aria-hidden />}>Try again</SendButton>
        </CustomerForm>
      );
    case "restore":
      return (
        <CustomerForm action={restoreAccess.bind(null, card.grantId)}>
          <SendButton icon={<RotateCw aria-hidden />}>Restore my access</SendButton>
        </CustomerForm>
      );
    case "open":
      return <OpenDiscord url={card.server.url} look="secondary" />;
    case "none":
      return null;
  }
}

/** Moves everything from one merchant to another Discord account, after explaining what that means. */
export function UseAnotherAccount({ customerId, current }: { customerId: string; current: string }) {
  return (
    <details className="group/another min-w-0 open:w-full">
      <summary className={buttonClass({}, "list-none group-open/another:hidden")}>
        Use another account
      </summary>
      <CustomerForm action={connectDiscord.bind(null, customerId)} className="grid gap-3 border-t pt-3">
        <h3 className="font-medium">Use another Discord account?</h3>
        <p>
          Discord will ask you to sign in with the account you want to use. That account gets your access
          first, then {current} loses it.
        </p>
        <p>Still signed in to Discord as {current}? Switch accounts there before you authorize.</p>
        <SendButton>Go to Discord</SendButton>
      </CustomerForm>
    </details>
  );
}
