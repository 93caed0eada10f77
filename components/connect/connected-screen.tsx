import { CircleCheck } from "lucide-react";
import type { FormAction } from "@/lib/actions";
import type { Texts } from "@/lib/languages/texts";
import type { AccessCard, MyBusiness } from "@/lib/portal/my-access";
import { AccountLine } from "./account-line";
import { ConnectedItem } from "./connected-item";
import { CustomerPage, Lead } from "./customer-page";
import { KeepFresh } from "./keep-fresh";
import { SupportLine } from "./support-line";

/**
 * Once a Discord account is connected: what the customer gets, updated until it's settled. `retry` tries one grant
 * again; null where the portal does that.
 */
export function ConnectedScreen(props: { texts: Texts; business: MyBusiness; retry: Retry | null }) {
  const { texts, business, retry } = props;
  const { t } = texts;
  const cards = business.cards.filter(({ state }) => state.tone !== "revoked");
  const standing = standingOf(cards);
  return (
    <CustomerPage
      texts={texts}
      merchant={business}
      title={t(`result.${standing}`)}
      footer={<SupportLine texts={texts} business={business} />}
    >
      {cards.some(({ state }) => state.awaited) && (
        <KeepFresh awaited state={cards.map(({ state }) => state.words).join()} />
      )}
      {standing === "in" && (
        <CircleCheck aria-hidden className="size-10 justify-self-center text-delivered" />
      )}
      {cards.length === 0 && <Lead>{t("result.nothing")}</Lead>}
      <ul aria-live="polite" className="grid gap-5">
        {cards.map((card, place) => (
          <ConnectedItem
            key={card.grantId}
            texts={texts}
            card={card}
            door={!cards.slice(place + 1).some((later) => sameDoor(card, later))}
            retry={retry?.(card.grantId) ?? null}
          />
        ))}
      </ul>
      {business.account && (
        <div className="flex flex-wrap items-center justify-between gap-3 border-t pt-4">
          <AccountLine person={business.account} label={t("result.as")} />
          <a href="/portal" className="touchable inline-flex items-center text-accent-ink underline">
            {t("result.notYou")}
          </a>
        </div>
      )}
    </CustomerPage>
  );
}

type Retry = (grantId: string) => FormAction;

function standingOf(cards: AccessCard[]): "onTheWay" | "notYet" | "in" | "connected" {
  if (cards.some(({ state }) => state.moving)) return "onTheWay";
  if (cards.some(({ state }) => state.tone === "failed")) return "notYet";
  return cards.length > 0 ? "in" : "connected";
}

/** Each server gets one button, below the last item in it. */
function sameDoor(one: AccessCard, other: AccessCard): boolean {
  return one.server.id === other.server.id && one.state.action === "open" && other.state.action === "open";
}
