import { buttonClass } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Spinner } from "@/components/ui/spinner";
import type { FormAction } from "@/lib/actions";
import type { AccessCard } from "@/lib/portal/my-access";
import { CustomerForm } from "./customer-form";
import { OpenDiscord } from "./open-discord";
import { SendButton } from "./send-button";
import { ServerAndRole } from "./server-and-role";

type Props = {
  card: AccessCard;
  /** Whether this item has the button that opens the server. */
  door: boolean;
  /** Tries again; null where only the portal does. */
  retry: FormAction | null;
};

/** One server and role: on its way, delivered, or blocked. */
export function ConnectedItem({ card, door, retry }: Props) {
  const { state, server, role } = card;
  return (
    <li className="grid gap-3">
      <ServerAndRole server={server} gives={role} />
      {state.moving && (
        <p className="flex items-center justify-center gap-2 text-ink-soft">
          <Spinner />
          {state.words}
        </p>
      )}
      {state.tone === "failed" && <Callout look="problem">{state.words}</Callout>}
      {state.rules && (
        <Callout look="warning" title="One thing left in Discord">
          {state.words}
        </Callout>
      )}
      <NextStep card={card} door={door} retry={retry} />
    </li>
  );
}

function NextStep({ card, door, retry }: Props) {
  switch (card.state.action) {
    case "open":
      return door ? <OpenDiscord url={card.server.url} /> : null;
    case "retry":
      return retry ? (
        <CustomerForm action={retry}>
          <SendButton>Try again</SendButton>
        </CustomerForm>
      ) : (
        <ToPortal />
      );
    case "connect":
    case "restore":
      return <ToPortal />;
    case "none":
      return null;
  }
}

function ToPortal() {
  return (
    <a href="/portal" className={buttonClass({ variant: "primary", size: "lg" })}>
      Go to your access
    </a>
  );
}
