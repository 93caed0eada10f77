import { RotateCw } from "lucide-react";
import { CustomerForm } from "@/components/connect/customer-form";
import { OpenDiscord } from "@/components/connect/open-discord";
import { SendButton } from "@/components/connect/send-button";
import { DiscordMark } from "@/components/ui/brand";
import { buttonClass } from "@/components/ui/button";
import type { Texts } from "@/lib/languages/texts";
import type { AccessCard } from "@/lib/portal/my-access";
import { connectDiscord, restoreAccess, retryAccess } from "./actions";

/** A card's one action. */
export function CardAction(props: { texts: Texts; card: AccessCard; customerId: string }) {
  const { texts, card, customerId } = props;
  const { t } = texts;
  switch (card.state.action) {
    case "connect":
      return (
        <CustomerForm action={connectDiscord.bind(null, customerId)}>
          <SendButton variant="discord" icon={<DiscordMark />}>
            {t("common.connectDiscord")}
          </SendButton>
        </CustomerForm>
      );
    case "retry":
      return (
        <CustomerForm action={retryAccess.bind(null, card.grantId)}>
          <SendButton icon={<RotateCw aria-hidden />}>{t("common.tryAgain")}</SendButton>
        </CustomerForm>
      );
    case "restore":
      return (
        <CustomerForm action={restoreAccess.bind(null, card.grantId)}>
          <SendButton icon={<RotateCw aria-hidden />}>{t("portal.restore")}</SendButton>
        </CustomerForm>
      );
    case "open":
      return <OpenDiscord texts={texts} url={card.server.url} look="secondary" />;
    case "none":
      return null;
  }
}

/** Moves everything from one merchant to another Discord account, after explaining what that means. */
export function UseAnotherAccount(props: { texts: Texts; customerId: string; current: string }) {
  const { customerId, current } = props;
  const { t } = props.texts;
  return (
    <details className="group/another min-w-0 open:w-full">
      <summary className={buttonClass({}, "list-none group-open/another:hidden")}>
        {t("portal.another")}
      </summary>
      <CustomerForm action={connectDiscord.bind(null, customerId)} className="grid gap-3 border-t pt-3">
        <h3 className="font-medium">{t("portal.anotherTitle")}</h3>
        <p>{t("portal.anotherWords", { name: current })}</p>
        <p>{t("portal.anotherHint", { name: current })}</p>
        <SendButton>{t("portal.toDiscord")}</SendButton>
      </CustomerForm>
    </details>
  );
}
