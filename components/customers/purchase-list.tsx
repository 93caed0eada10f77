import Link from "next/link";
import { CopyableId } from "@/components/ui/copy-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status";
import type { CustomerData } from "@/lib/customers/read-customer";

const dayFormat = new Intl.DateTimeFormat("en", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const dayOf = (at: string) => dayFormat.format(new Date(at));

/** What they bought, newest first: the product, its price, and what comes next. */
export function PurchaseList({ slug, purchases }: { slug: string; purchases: CustomerData["purchases"] }) {
  if (purchases.length === 0) return <p className="text-ink-soft">No purchases yet.</p>;
  return (
    <ul className="divide-y">
      {purchases.map((purchase) => (
        <li key={purchase.id} className="grid gap-1 py-3 first:pt-0 last:pb-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {purchase.product ? (
              <Link
                href={`/${slug}/products/${purchase.product.id}`}
                className="font-medium underline-offset-2 hover:underline"
              >
                {purchase.product.name}
              </Link>
            ) : (
              <span className="font-medium">{purchase.kind}</span>
            )}
            {purchase.price && <span className="tabular text-ink-soft">{purchase.price}</span>}
            <StatusBadge tone={purchase.live ? "delivered" : "revoked"} className="first-letter:uppercase">
              {purchase.state}
            </StatusBadge>
            <RelativeTime at={purchase.createdAt} className="ml-auto text-ink-soft text-sm" />
          </div>
          {purchase.externalId && <CopyableId value={purchase.externalId} label="Copy purchase ID" />}
          {purchase.cancelAt && (
            <p className="text-ink-soft text-sm">
              Ends <RelativeTime at={purchase.cancelAt} />
            </p>
          )}
          {purchase.live && !purchase.cancelAt && purchase.nextBillingAt && (
            <p className="text-ink-soft text-sm">
              Renews <RelativeTime at={purchase.nextBillingAt} />, on {dayOf(purchase.nextBillingAt)}
            </p>
          )}
          {purchase.notes.map((note) => (
            <p key={note.at + note.text} className="text-ink-soft text-sm">
              {note.text} · <RelativeTime at={note.at} />
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}
