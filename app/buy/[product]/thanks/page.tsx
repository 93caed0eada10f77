import { MailCheck } from "lucide-react";
import type { Metadata } from "next";
import { CustomerPage, Lead } from "@/components/connect/customer-page";
import { ServerAndRole } from "@/components/connect/server-and-role";
import { SupportLine } from "@/components/connect/support-line";
import { buttonClass } from "@/components/ui/button";
import { readOffer } from "@/lib/portal/read-offer";

export const metadata: Metadata = { title: "Thank you" };

/** Back from the payment provider, whose own event says whether the payment went through. */
export default async function ThanksPage({ params }: { params: Promise<{ product: string }> }) {
  const offer = await readOffer((await params).product, null);
  const first = offer?.gives[0];
  return (
    <CustomerPage
      merchant={offer?.business.name ?? null}
      title="Check your email"
      footer={offer && <SupportLine business={offer.business} />}
    >
      <MailCheck aria-hidden className="size-10 justify-self-center text-accent-ink" />
      <Lead>Once your payment goes through, we'll send you an email with a “Join the Discord” button.</Lead>
      {first && <ServerAndRole server={first.server} gives={first.role} />}
      <a href="/portal" className={buttonClass({ size: "lg" })}>
        No email? See your access
      </a>
    </CustomerPage>
  );
}
