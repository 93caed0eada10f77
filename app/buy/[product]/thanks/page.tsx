import type { Metadata } from "next";
import { CheckEmail } from "@/components/buy/thanks-screen";
import { readOffer } from "@/lib/portal/read-offer";

export const metadata: Metadata = { title: "Thank you" };

/** For merchants who lead buyers here after a checkout of their own: it says nothing about anybody's payment. */
export default async function ThanksPage({ params }: { params: Promise<{ product: string }> }) {
  return <CheckEmail offer={await readOffer((await params).product, null)} />;
}
