import { CopyableId, CopyButton } from "@/components/ui/copy-button";
import { Badge } from "@/components/ui/status";
import { Table, Td, THead, Th, Tr } from "@/components/ui/table";
import type { PriceShown } from "@/lib/products/read-prices";

/** Every price of a product; each that is still sold has a buy link of its own. */
export function ProductPrices({ prices, buyUrl }: { prices: PriceShown[]; buyUrl: string | null }) {
  return (
    <Table label="Prices">
      <THead>
        <Th>Price</Th>
        <Th>Id there</Th>
        <Th className="text-right">Customers</Th>
        {buyUrl && <Th className="text-right">Buy link</Th>}
      </THead>
      <tbody>
        {prices.map((price) => (
          <Tr key={price.id}>
            <Td>
              <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className="font-medium">{price.words}</span>
                {price.name && <span className="text-ink-soft">{price.name}</span>}
                {price.isDefault && <Badge tone="accent">Default</Badge>}
                {price.archived && <Badge>Archived</Badge>}
              </span>
            </Td>
            <Td>
              <CopyableId value={price.externalId} label={`Copy the provider's id of ${price.words}`} />
            </Td>
            <Td className="text-right">{price.customers.toLocaleString("en")}</Td>
            {buyUrl && (
              <Td className="text-right">
                {!price.archived && <CopyButton value={`${buyUrl}?price=${price.id}`}>Copy link</CopyButton>}
              </Td>
            )}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
