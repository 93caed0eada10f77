import { ServerAndRole } from "@/components/connect/server-and-role";
import { StatusWord } from "@/components/ui/status-word";
import type { AccessCard as Card } from "@/lib/portal/my-access";
import { CardAction } from "./card-action";
import { Day } from "./day";

/** One item the customer has: its state, and one action. */
export function AccessCard(props: { card: Card; customerId: string }) {
  const { card, customerId } = props;
  const { state } = card;
  return (
    <li className="grid gap-4 rounded-xl border bg-surface p-4 shadow-card sm:p-5">
      <div className="flex items-start justify-between gap-3">
        <h3 className="min-w-0 break-words font-semibold text-lg">{card.title}</h3>
        <StatusWord tone={state.tone}>{state.label}</StatusWord>
      </div>
      <ServerAndRole server={card.server} gives={card.role} />
      <div className="grid gap-1">
        <p aria-live="polite">{state.words}</p>
        {card.endsAt && (
          <p className="text-ink-soft text-sm">
            Yours until <Day at={card.endsAt} />.
          </p>
        )}
      </div>
      <CardAction card={card} customerId={customerId} />
    </li>
  );
}
