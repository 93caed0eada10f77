import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { BuyForm } from "@/components/buy/buy-form";
import { CustomerPage, Lead } from "@/components/connect/customer-page";
import { pageTexts, requestLanguage } from "@/components/connect/request-language";
import { SupportLine } from "@/components/connect/support-line";
import { WhatYouGet } from "@/components/connect/what-you-get";
import { readOffer } from "@/lib/portal/read-offer";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

type Props = { params: Promise<{ product: string }>; searchParams: SearchParams };

async function offerOf({ params, searchParams }: Props) {
  const [{ product }, { price }] = await Promise.all([params, readSearchParams(searchParams)]);
  const priceId = price || null;
  return { priceId, offer: await readOffer(product, priceId, await requestLanguage()) };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { offer } = await offerOf(props);
  if (!offer) return { title: (await pageTexts()).t("buy.notForSale") };
  const { texts, product, business } = offer;
  return { title: texts.t("buy.title", { product: product.name, business: business.name }) };
}

/** A product's public page: what it costs, what it gives, and a button to the payment provider. */
export default async function BuyPage(props: Props) {
  const { offer, priceId } = await offerOf(props);
  if (!offer) notFound();
  const { texts, business, product, gives } = offer;
  const { t } = texts;
  return (
    <CustomerPage
      texts={texts}
      merchant={business}
      title={product.name}
      footer={<SupportLine texts={texts} business={business} />}
    >
      <p className="text-center font-semibold text-2xl tracking-tight">{product.price}</p>
      {product.description && <Lead>{product.description}</Lead>}
      {gives.length > 0 && (
        <section aria-labelledby="gives" className="grid gap-2">
          <h2 id="gives" className="font-medium">
            {t("buy.youGet")}
          </h2>
          <ul className="grid gap-2">
            {gives.map(({ id, server, role }) => (
              <li key={id}>
                <WhatYouGet texts={texts} server={server} gives={role} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <BuyForm texts={texts} productId={product.id} priceId={priceId} />
      <p className="text-center text-ink-soft text-sm">
        After you pay, you can join on Discord right away. We'll email you the link, too.
      </p>
    </CustomerPage>
  );
}
