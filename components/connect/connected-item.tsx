import { buttonClass } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Spinner } from "@/components/ui/spinner";
import type { FormAction } from "@/lib/actions";
import type { Texts } from "@/lib/languages/texts";
import type { AccessCard } from "@/lib/portal/my-access";
import { CustomerForm } from "./customer-form";
import { OpenDiscord } from "./open-discord";
import { SendButton } from "./send-button";
import { WhatYouGet } from "./what-you-get";

type Props = {
  texts: Texts;
  card: AccessCard;
  /** Whether this item has the button that opens the server. */
  door: boolean;
  /** Tries again; null where only the portal does. */
  retry: FormAction | null;
};

/** One server and role: on its way, delivered, or blocked. */
export function ConnectedItem({ texts, card, door, retry }: Props) {
  const { state, server, role } = card;
  return (
    <li className="grid gap-3">
      <WhatYouGet texts={texts} server={server} gives={role} />
      {state.moving && (
        <p className="flex items-center justify-center gap-2 text-ink-soft">
          <Spinner />
          {state.words}
        </p>
      )}
      {state.tone === "failed" && <Callout look="problem">{state.words}</Callout>}
      {state.rules && (
        <Callout look="warning" title={texts.t("result.rules")}>
          {state.words}
        </Callout>
      )}
      <NextStep texts={texts} card={card} door={door} retry={retry} />
    </li>
  );
}

function NextStep({ texts, card, door, retry }: Props) {
  switch (card.state.action) {
    case "open":
      return door ? <OpenDiscord texts={texts} url={card.server.url} /> : null;
    case "retry":
      return retry ? (
        <CustomerForm action={retry}>
          <SendButton>{texts.t("common.tryAgain")}</SendButton>
        </CustomerForm>
      ) : (
        <ToPortal texts={texts} />
      );
    case "connect":
    case "restore":
      return <ToPortal texts={texts} />;
    case "none":
      return null;
  }
}

function ToPortal({ texts }: { texts: Texts }) {
  return (
    <a href="/portal" className={buttonClass({ variant: "primary", size: "lg" })}>
      {texts.t("result.toPortal")}
    </a>
  );
}
