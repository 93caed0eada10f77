"use client";
import Link from "next/link";
import { AttachList } from "@/components/entitlements/attach-list";
import { TargetLine } from "@/components/ui/target";
import type { PriceShown } from "@/lib/products/read-prices";
import type { EntitlementChoice } from "@/lib/products/read-products";

type Product = { id: string; name: string; customers: number; prices: PriceShown[] };

/** Every entitlement, with a switch for whether this product gives it. */
export function ProductEntitlements({
  slug,
  product,
  choices,
  mayChange,
}: {
  slug: string;
  product: Product;
  choices: EntitlementChoice[];
  mayChange: boolean;
}) {
  if (choices.length === 0)
    return (
      <p className="text-ink-soft">
        No entitlements yet.{" "}
        <Link href={`/${slug}/entitlements?new=1`} className="text-accent-ink underline underline-offset-2">
          Create one
        </Link>
      </p>
    );
  return (
    <AttachList
      slug={slug}
      mayChange={mayChange}
      attachments={choices.map((choice) => ({
        entitlementId: choice.id,
        productId: product.id,
        productName: product.name,
        label: `${product.name} gives ${choice.name}`,
        shown: <EntitlementLine slug={slug} choice={choice} />,
        attached: choice.attached,
        prices: product.prices,
        customers: product.customers,
      }))}
    />
  );
}

function EntitlementLine({ slug, choice }: { slug: string; choice: EntitlementChoice }) {
  return (
    <>
      <Link href={`/${slug}/entitlements/${choice.id}`} className="font-medium hover:underline">
        {choice.name}
      </Link>
      <span className="block text-ink-soft text-sm">
        <TargetLine server={choice.server} role={choice.role} />
      </span>
    </>
  );
}
