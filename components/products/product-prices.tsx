import { CopyableId, CopyButton } from "@/components/ui/copy-button";
import { Badge } from "@/components/ui/status";
import type { PriceShown } from "@/lib/products/read-prices";

/** Every price of a product; each that is still sold has a buy link of its own. */
export function ProductPrices({ prices, buyUrl }: { prices: PriceShown[]; buyUrl: string | null }) {
  return (
    <ul aria-label="Prices" className="divide-y overflow-hidden rounded-lg border border-line-strong">
      {prices.map((price) => (
        <li key={price.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
          <div className="grid min-w-0 flex-1 basis-56 gap-1">
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <span className="font-medium">{price.words}</span>
              {price.name && <span className="text-ink-soft">{price.name}</span>}
              {price.isDefault && <Badge tone="accent">Default</Badge>}
              {price.archived && <Badge>Archived</Badge>}
            </span>
            <span className="text-ink-soft text-sm">
              {price.customers === 1 ? "1 customer" : `${price.customers.toLocaleString("en")} customers`}
            </span>
            <CopyableId value={price.externalId} label={`Copy the provider's id of ${price.words}`} />
          </div>
          {buyUrl && !price.archived && (
            <CopyButton value={`${buyUrl}?price=${price.id}`}>Copy buy link</CopyButton>
          )}
        </li>
      ))}
    </ul>
  );
}
