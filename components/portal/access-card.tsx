import { WhatYouGet } from "@/components/connect/what-you-get";
import { StatusWord } from "@/components/ui/status-word";
import type { Texts } from "@/lib/languages/texts";
import type { AccessCard as Card } from "@/lib/portal/my-access";
import { CardAction } from "./card-action";

/** One item the customer has: its state, and one action. */
export function AccessCard(props: { texts: Texts; card: Card; customerId: string }) {
  const { texts, card, customerId } = props;
  const { t, day } = texts;
  const { state } = card;
  return (
    <li className="grid gap-4 rounded-xl border bg-surface p-4 shadow-card sm:p-5">
      <div className="flex items-start justify-between gap-3">
        <h3 className="min-w-0 break-words font-semibold text-lg">{card.title}</h3>
        <StatusWord tone={state.tone}>{state.label}</StatusWord>
      </div>
      <WhatYouGet texts={texts} server={card.server} gives={card.role} />
      <div className="grid gap-1">
        <p aria-live="polite">{state.words}</p>
        {card.endsAt && (
          <p className="text-ink-soft text-sm">
            <time dateTime={card.endsAt}>{t("portal.until", { date: day(card.endsAt) })}</time>
          </p>
        )}
      </div>
      <CardAction texts={texts} card={card} customerId={customerId} />
    </li>
  );
}
