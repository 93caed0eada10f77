import { MailCheck } from "lucide-react";
import type { ReactNode } from "react";
import { ConnectedScreen } from "@/components/connect/connected-screen";
import { CustomerForm } from "@/components/connect/customer-form";
import { CustomerPage, Lead } from "@/components/connect/customer-page";
import { KeepFresh } from "@/components/connect/keep-fresh";
import { pageTexts } from "@/components/connect/request-language";
import { SendButton } from "@/components/connect/send-button";
import { SupportLine } from "@/components/connect/support-line";
import { WhatYouGet } from "@/components/connect/what-you-get";
import { DiscordMark } from "@/components/ui/brand";
import { buttonClass } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { Texts } from "@/lib/languages/texts";
import type { Offer } from "@/lib/portal/read-offer";
import type { Thanks } from "@/lib/portal/thanks-page";
import { joinNow } from "./actions";

type Paid = Extract<Thanks, { state: "paid" }>;

/** The page after paying: waits for the payment, then leads on to Discord. */
export function ThanksScreen(props: {
  thanks: Exclude<Thanks, { state: "mail" }>;
  offer: Offer;
  token: string;
}) {
  const { thanks, offer, token } = props;
  if (thanks.state === "waiting") return <Waiting offer={offer} />;
  if (thanks.joinable) return <JoinNow paid={thanks} offer={offer} token={token} />;
  return <ConnectedScreen texts={thanks.texts} business={thanks.business} retry={null} />;
}

function Waiting({ offer }: { offer: Offer }) {
  const { texts } = offer;
  const { t } = texts;
  return (
    <ShopPage texts={texts} business={offer.business} title={t("thanks.waitingTitle")}>
      <KeepFresh awaited state="waiting" />
      <div role="status" className="grid justify-items-center gap-3">
        <Spinner className="size-8" />
        <Lead>{t("thanks.waiting")}</Lead>
      </div>
      <p className="text-center text-ink-soft">{t("thanks.close")}</p>
    </ShopPage>
  );
}

function JoinNow({ paid, offer, token }: { paid: Paid; offer: Offer; token: string }) {
  const { texts, business, maskedEmail } = paid;
  const { t } = texts;
  return (
    <ShopPage texts={texts} business={business} title={t("thanks.yours", { product: offer.product.name })}>
      <ul className="grid gap-2">
        {business.cards.map(({ grantId, server, role }) => (
          <li key={grantId}>
            <WhatYouGet texts={texts} server={server} gives={role} />
          </li>
        ))}
      </ul>
      <Lead>{t("claim.works.words")}</Lead>
      <CustomerForm action={joinNow}>
        <input type="hidden" name="checkout" value={token} />
        <SendButton variant="discord" icon={<DiscordMark />}>
          {t("thanks.joinNow")}
        </SendButton>
      </CustomerForm>
      <p className="text-center text-ink-soft text-sm">{t("thanks.later", { email: maskedEmail })}</p>
    </ShopPage>
  );
}

/** For another browser than the buyer's, and for whoever comes back a day later. */
export async function CheckEmail({ offer }: { offer: Offer | null }) {
  const texts = offer?.texts ?? (await pageTexts());
  const { t } = texts;
  const first = offer?.gives[0];
  return (
    <ShopPage texts={texts} business={offer?.business ?? null} title={t("thanks.title")}>
      <MailCheck aria-hidden className="size-10 justify-self-center text-accent-ink" />
      <Lead>{t("thanks.words")}</Lead>
      {first && <WhatYouGet texts={texts} server={first.server} gives={first.role} />}
      <a href="/portal" className={buttonClass({ size: "lg" })}>
        {t("thanks.noEmail")}
      </a>
    </ShopPage>
  );
}

export function NotPaid({ offer }: { offer: Offer }) {
  const { texts } = offer;
  const { t } = texts;
  return (
    <ShopPage texts={texts} business={offer.business} title={t("thanks.notPaidTitle")}>
      <Lead>{t("thanks.notPaid")}</Lead>
      <a href={`/buy/${offer.product.id}`} className={buttonClass({ variant: "primary", size: "lg" })}>
        {t("common.tryAgain")}
      </a>
    </ShopPage>
  );
}

/** A page in the merchant's name, with their address for help. */
function ShopPage(props: {
  texts: Texts;
  business: Offer["business"] | null;
  title: string;
  children: ReactNode;
}) {
  const { texts, business, title, children } = props;
  const footer = business && <SupportLine texts={texts} business={business} />;
  return (
    <CustomerPage texts={texts} merchant={business} title={title} footer={footer}>
      {children}
    </CustomerPage>
  );
}
