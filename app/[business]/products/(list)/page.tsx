import { Package } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { FilterLinks } from "@/components/lists/filter-links";
import { Pager } from "@/components/lists/pager";
import { NewProduct } from "@/components/products/new-product";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Badge } from "@/components/ui/status";
import { Table, Td, THead, Th, Tr } from "@/components/ui/table";
import { asMember } from "@/lib/auth";
import { priceWords } from "@/lib/payments/price-words";
import { readProducts } from "@/lib/products/read-products";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

export const metadata: Metadata = { title: "Products" };

type Props = {
  params: Promise<{ business: string }>;
  searchParams: SearchParams;
};

export default async function ProductsPage({ params, searchParams }: Props) {
  const { business: slug } = await params;
  const { show, after } = await readSearchParams(searchParams);
  const { rows, next, mayChange } = await asMember(slug, "viewer", ({ tx, ...member }) =>
    readProducts(tx, member, { archived: show === "archived", after }),
  );
  return (
    <>
      <PageHeader title="Products" action={mayChange && <NewProduct slug={slug} />} />
      <div className="mb-4">
        <FilterLinks
          name="show"
          label="Show"
          choices={[
            { value: "live", label: "For sale" },
            { value: "archived", label: "Archived" },
          ]}
        />
      </div>
      {rows.length === 0 ? (
        <EmptyState
          icon={<Package />}
          title={show === "archived" ? "No archived products" : "No products yet"}
          action={
            mayChange && (
              <ButtonLink href={`/${slug}/settings/payments`} variant="primary">
                Connect a payment provider
              </ButtonLink>
            )
          }
        >
          Products sync from your payment provider. Attach entitlements to them here.
        </EmptyState>
      ) : (
        <Table label="Products">
          <THead>
            <Th>Product</Th>
            <Th>Price</Th>
            <Th>Gives</Th>
            <Th className="text-right">Customers</Th>
          </THead>
          <tbody>
            {rows.map(({ product, gives, customers, morePrices }) => (
              <Tr key={product.id} data-row>
                <Td>
                  <Link
                    href={`/${slug}/products/${product.id}`}
                    data-row-link
                    className="touchable inline-flex items-center gap-2 rounded-md font-medium"
                  >
                    {product.name}
                    {!product.connectionId && <Badge>Created here</Badge>}
                    {product.archivedThereAt && <Badge>Archived at the provider</Badge>}
                  </Link>
                </Td>
                <Td className="whitespace-nowrap text-ink-soft">
                  {priceWords(product)}
                  {morePrices > 0 && (
                    <span className="block text-sm">
                      {morePrices === 1 ? "and 1 other price" : `and ${morePrices} other prices`}
                    </span>
                  )}
                </Td>
                <Td>
                  {gives.length === 0 ? (
                    <span className="text-ink-soft">Nothing yet</span>
                  ) : (
                    <span className="flex flex-wrap gap-1.5">
                      {gives.map(({ id, name }) => (
                        <Badge key={id} tone="accent">
                          {name}
                        </Badge>
                      ))}
                    </span>
                  )}
                </Td>
                <Td className="text-right">{customers.toLocaleString("en")}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      <Pager next={next} />
    </>
  );
}
