"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { readJson } from "@/components/live/read-json";
import { Callout } from "@/components/ui/callout";
import { Skeleton } from "@/components/ui/skeleton";
import type { ProductChoice } from "@/lib/products/read-products";
import { AttachList, customerCount } from "./attach-list";

/** Every product, with a switch for whether it gives this entitlement. */
export function AttachProducts({ slug, entitlementId }: { slug: string; entitlementId: string }) {
  const client = useQueryClient();
  const path = `/api/dashboard/${slug}/entitlements/${entitlementId}/products`;
  const { data, error } = useQuery({ queryKey: [path], queryFn: () => readJson<ProductChoice[]>(path) });
  if (error) return <Callout look="problem">{error.message}</Callout>;
  if (!data) return <Waiting />;
  if (data.length === 0)
    return (
      <Callout title="No products yet">
        Connect a payment provider in Settings → Payment providers, or create a product through the API. Then
        attach this entitlement to it.
      </Callout>
    );
  return (
    <AttachList
      slug={slug}
      mayChange
      onChanged={() => client.invalidateQueries({ queryKey: [path] })}
      attachments={data.map((product) => ({
        entitlementId,
        productId: product.id,
        productName: product.name,
        label: `${product.name} gives this`,
        shown: <ProductLine product={product} />,
        attached: product.attached,
        prices: product.prices,
        customers: product.customers,
      }))}
    />
  );
}

function ProductLine({ product }: { product: ProductChoice }) {
  return (
    <>
      <span className="block truncate font-medium">{product.name}</span>
      <span className="block text-ink-soft text-sm">
        {product.price}
        {product.customers > 0 && ` · ${customerCount(product.customers)}`}
      </span>
    </>
  );
}

function Waiting() {
  return (
    <div role="status" className="grid gap-2">
      <span className="sr-only">Loading products</span>
      <Skeleton className="h-14" />
      <Skeleton className="h-14" />
    </div>
  );
}
