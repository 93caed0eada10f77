import type { Metadata } from "next";
import { CheckEmail } from "@/components/buy/thanks-screen";
import { pageTexts, requestLanguage } from "@/components/connect/request-language";
import { readOffer } from "@/lib/portal/read-offer";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageTexts()).t("thanks.page") };
}

/** For merchants who lead buyers here after a checkout of their own: it says nothing about anybody's payment. */
export default async function ThanksPage({ params }: { params: Promise<{ product: string }> }) {
  return <CheckEmail offer={await readOffer((await params).product, null, await requestLanguage())} />;
}
