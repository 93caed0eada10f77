import { CustomerForm } from "@/components/connect/customer-form";
import { SendButton } from "@/components/connect/send-button";
import type { Texts } from "@/lib/languages/texts";
import type { MyPurchase } from "@/lib/portal/my-purchases";
import { openProviderPortal } from "./actions";

/** What the customer paid for, with the next date and the way to change it; ended purchases are the history. */
export function Purchases({ texts, purchases }: { texts: Texts; purchases: MyPurchase[] }) {
  if (purchases.length === 0) return null;
  const current = purchases.filter(({ ended }) => !ended);
  const ended = purchases.filter((purchase) => purchase.ended);
  return (
    <section aria-labelledby="purchases" className="grid gap-3">
      <h3 id="purchases" className="font-semibold">
        {texts.t("portal.purchases")}
      </h3>
      <ul className="divide-y overflow-hidden rounded-xl border bg-surface shadow-card">
        {[...current, ...ended].map((purchase) => (
          <Purchase key={purchase.id} texts={texts} purchase={purchase} />
        ))}
      </ul>
    </section>
  );
}

function Purchase({ texts, purchase }: { texts: Texts; purchase: MyPurchase }) {
  const { t, day } = texts;
  const { title, price, date, ended, managed } = purchase;
  return (
    <li className="grid gap-3 p-4 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-center sm:px-5">
      <div className="grid min-w-0 gap-0.5">
        <p className="break-words font-medium">{title}</p>
        {price && <p className="tabular-nums">{price}</p>}
        {ended && <p className="text-ink-soft">{ended}</p>}
        {date && (
          <p className="text-ink-soft text-sm">
            <time dateTime={date.at}>{t(`portal.${date.what}`, { date: day(date.at) })}</time>
          </p>
        )}
      </div>
      {managed && (
        <CustomerForm action={openProviderPortal.bind(null, purchase.id)}>
          <SendButton variant="secondary" size="md">
            {t("portal.manage")}
          </SendButton>
        </CustomerForm>
      )}
    </li>
  );
}
