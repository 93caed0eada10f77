import { MailCheck } from "lucide-react";
import type { Metadata } from "next";
import { ClaimPage, Lead } from "@/components/connect/connect-page";
import { GivenLine } from "@/components/connect/given-line";
import { Support } from "@/components/connect/support";
import { buttonClass } from "@/components/ui/button";
import { readOffer } from "@/lib/portal/offer";

export const metadata: Metadata = { title: "Thank you" };

/** Back from the payment provider, whose own event says whether the payment went through. */
export default async function ThanksPage({ params }: { params: Promise<{ product: string }> }) {
  const offer = await readOffer((await params).product);
  const first = offer?.gives[0];
  return (
    <ClaimPage
      merchant={offer?.business.name ?? null}
      title="Look in your mail"
      footer={offer && <Support business={offer.business} />}
    >
      <MailCheck aria-hidden className="size-10 justify-self-center text-accent-ink" />
      <Lead>
        As soon as the payment has gone through, a mail with the button “Join the Discord” is on its way.
      </Lead>
      {first && <GivenLine server={first.server} gives={first.role} />}
      <a href="/portal" className={buttonClass({ size: "lg" })}>
        No mail? See your access
      </a>
    </ClaimPage>
  );
}
