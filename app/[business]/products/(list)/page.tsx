import { Package } from "lucide-react";
import type { Metadata } from "next";
import { type Column, DataTable, KeyCell } from "@/components/lists/data-table";
import { FilterLinks } from "@/components/lists/filter-links";
import { ListTools } from "@/components/lists/list-tools";
import { Pager } from "@/components/lists/pager";
import { NewProduct } from "@/components/products/new-product";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import { Badge } from "@/components/ui/status";
import { asMember } from "@/lib/auth";
import { priceWords } from "@/lib/payments/price-words";
import { type ListedProduct, readProducts } from "@/lib/products/read-products";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

export const metadata: Metadata = { title: "Products" };

type Props = {
  params: Promise<{ business: string }>;
  searchParams: SearchParams;
};

export default async function ProductsPage({ params, searchParams }: Props) {
  const { business: slug } = await params;
  const query = await readSearchParams(searchParams);
  const { rows, next, sort, mayChange } = await asMember(slug, "viewer", ({ tx, ...member }) =>
    readProducts(tx, member, query),
  );
  return (
    <>
      <PageHeader title="Products" action={mayChange && <NewProduct slug={slug} />} />
      <div className="mb-4 grid gap-3">
        <ListTools slug={slug} list="products" mayExport={mayChange}>
          <FilterLinks
            name="show"
            label="Show"
            choices={[
              { value: "live", label: "For sale" },
              { value: "archived", label: "Archived" },
            ]}
          />
        </ListTools>
      </div>
      {rows.length === 0 ? (
        <EmptyState
          icon={<Package />}
          title={query.show === "archived" ? "No archived products" : "No products yet"}
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
        <div className="grid gap-4">
          <DataTable
            label="Products"
            rows={rows}
            columns={columns}
            sort={sort}
            hrefOf={({ id }) => `/${slug}/products/${id}`}
          />
          <Pager next={next} />
        </div>
      )}
    </>
  );
}

const columns: Column<ListedProduct>[] = [
  {
    id: "name",
    head: "Product",
    sorts: "asc",
    cell: ({ product }) => (
      <KeyCell
        title={product.name}
        note={
          <>
            {!product.connectionId && <Badge>Created here</Badge>}
            {product.archivedThereAt && <Badge>Archived at the provider</Badge>}
          </>
        }
      />
    ),
  },
  {
    id: "price",
    head: "Price",
    className: "whitespace-nowrap text-ink-soft",
    cell: ({ product, morePrices }) => (
      <>
        {priceWords(product)}
        {morePrices > 0 && (
          <span className="block text-sm">
            {morePrices === 1 ? "and 1 other price" : `and ${morePrices} other prices`}
          </span>
        )}
      </>
    ),
  },
  {
    id: "gives",
    head: "Gives",
    card: "labelled",
    cell: ({ gives }) =>
      gives.length === 0 ? (
        <span className="text-ink-soft">Nothing yet</span>
      ) : (
        <span className="inline-flex flex-wrap gap-1.5">
          {gives.map(({ id, name }) => (
            <Badge key={id} tone="accent">
              {name}
            </Badge>
          ))}
        </span>
      ),
  },
  {
    id: "customers",
    head: "Customers",
    align: "end",
    card: "labelled",
    cell: ({ customers }) => customers.toLocaleString("en"),
  },
  {
    id: "created",
    head: "Added",
    sorts: "desc",
    card: "hidden",
    className: "whitespace-nowrap text-ink-soft",
    cell: ({ product }) => <RelativeTime at={product.createdAt.toISOString()} />,
  },
];
