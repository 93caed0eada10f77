import type { Metadata } from "next";
import { ArchiveProduct } from "@/components/products/archive-product";
import { BuyLinkCard } from "@/components/products/buy-link-card";
import { ProductEntitlements } from "@/components/products/product-entitlements";
import { ProductPrices } from "@/components/products/product-prices";
import { Fact, Facts, Section } from "@/components/ui/card";
import { CopyableId } from "@/components/ui/copy-button";
import { PageHeader } from "@/components/ui/page-header";
import { Badge } from "@/components/ui/status";
import { asMember } from "@/lib/auth";
import { priceWords } from "@/lib/payments/price-words";
import { buyUrl } from "@/lib/products/buy-link";
import { readProduct } from "@/lib/products/read-products";

export const metadata: Metadata = { title: "Product" };

type Props = { params: Promise<{ business: string; product: string }> };

export default async function ProductPage({ params }: Props) {
  const { business: slug, product: id } = await params;
  const { product, prices, connection, customers, buyers, choices, mayChange } = await asMember(
    slug,
    "viewer",
    ({ tx, ...member }) => readProduct(tx, member, id),
  );
  const link = buyUrl(product.id);
  const sold = Boolean(connection) && !product.archivedAt && !product.archivedThereAt;
  return (
    <>
      <PageHeader
        trail={[{ href: `/${slug}/products`, label: "Products" }]}
        title={product.name}
        action={
          mayChange && <ArchiveProduct slug={slug} id={product.id} archived={product.archivedAt !== null} />
        }
      >
        {priceWords(product)} {product.archivedAt && <Badge className="ml-2">Archived</Badge>}
        {connection && product.archivedThereAt && (
          <Badge className="ml-2">Archived at {connection.name}</Badge>
        )}
      </PageHeader>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid min-w-0 content-start gap-6">
          <Section
            title="What it gives"
            description="Everyone who buys it gets these for as long as their purchase is active."
          >
            <ProductEntitlements
              slug={slug}
              product={{ id: product.id, name: product.name, customers, prices }}
              choices={choices}
              mayChange={mayChange}
            />
          </Section>
          {prices.length > 0 && (
            <Section
              title="Prices"
              description="Ways to pay for it. Every price gives the same, unless you choose."
            >
              <ProductPrices prices={prices} buyUrl={sold ? link : null} />
            </Section>
          )}
        </div>
        <div className="grid gap-6">
          {sold && <BuyLinkCard url={link} product={product.name} />}
          <Section title="Details">
            <Facts>
              <Fact name="Active">{customers.toLocaleString("en")} customers now</Fact>
              <Fact name="Buyers">{buyers.toLocaleString("en")} in all</Fact>
              <Fact name="Sold by">{connection ? connection.name : "Created here"}</Fact>
              {product.externalId && (
                <Fact name="Provider's ID">
                  <CopyableId value={product.externalId} label="Copy the provider's ID" />
                </Fact>
              )}
              <Fact name="ID">
                <CopyableId value={product.id} label="Copy product ID" />
              </Fact>
            </Facts>
          </Section>
        </div>
      </div>
    </>
  );
}
