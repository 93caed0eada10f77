import type { Metadata } from "next";
import { CheckEmail, NotPaid, ThanksScreen } from "@/components/buy/thanks-screen";
import { browserValue } from "@/components/connect/browser-cookie";
import { readOffer } from "@/lib/portal/read-offer";
import { readThanks } from "@/lib/portal/thanks-page";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

export const metadata: Metadata = { title: "Thank you" };

type Props = { params: Promise<{ product: string; checkout: string }>; searchParams: SearchParams };

/** Back from the payment provider. Its own event says whether the payment went through. */
export default async function ThanksPage({ params, searchParams }: Props) {
  const [{ product, checkout }, { status = "" }] = await Promise.all([
    params,
    readSearchParams(searchParams),
  ]);
  const [offer, thanks] = await Promise.all([
    readOffer(product, null),
    browserValue().then((browser) => readThanks(checkout, browser)),
  ]);
  if (!offer || thanks.state === "mail") return <CheckEmail offer={offer} />;
  if (thanks.state === "waiting" && failed.has(status)) return <NotPaid offer={offer} />;
  return <ThanksScreen thanks={thanks} offer={offer} token={checkout} />;
}

/** As Dodo Payments says it in the address. */
const failed = new Set(["failed", "cancelled"]);
