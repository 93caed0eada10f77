import type { Metadata } from "next";
import { CheckEmail, NotPaid, ThanksScreen } from "@/components/buy/thanks-screen";
import { browserValue } from "@/components/connect/browser-cookie";
import { pageTexts, requestLanguage } from "@/components/connect/request-language";
import { readOffer } from "@/lib/portal/read-offer";
import { readThanks } from "@/lib/portal/thanks-page";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageTexts()).t("thanks.page") };
}

type Props = { params: Promise<{ product: string; checkout: string }>; searchParams: SearchParams };

/** Back from the payment provider. Its own event says whether the payment went through. */
export default async function ThanksPage({ params, searchParams }: Props) {
  const [{ product, checkout }, { status = "" }] = await Promise.all([
    params,
    readSearchParams(searchParams),
  ]);
  const language = await requestLanguage();
  const [offer, thanks] = await Promise.all([
    readOffer(product, null, language),
    browserValue().then((browser) => readThanks(checkout, browser, language)),
  ]);
  if (!offer || thanks.state === "mail") return <CheckEmail offer={offer} />;
  if (thanks.state === "waiting" && failed.has(status)) return <NotPaid offer={offer} />;
  return <ThanksScreen thanks={thanks} offer={offer} token={checkout} />;
}

/** As Dodo Payments says it in the address. */
const failed = new Set(["failed", "cancelled"]);
