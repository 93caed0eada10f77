import { MailCheck } from "lucide-react";
import { ConnectedScreen } from "@/components/connect/connected-screen";
import { CustomerForm } from "@/components/connect/customer-form";
import { CustomerPage, Lead } from "@/components/connect/customer-page";
import { KeepFresh } from "@/components/connect/keep-fresh";
import { SendButton } from "@/components/connect/send-button";
import { ServerAndRole } from "@/components/connect/server-and-role";
import { SupportLine } from "@/components/connect/support-line";
import { DiscordMark } from "@/components/ui/brand";
import { buttonClass } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
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
  return <ConnectedScreen business={thanks.business} retry={null} />;
}

function Waiting({ offer }: { offer: Offer }) {
  return (
    <CustomerPage
      merchant={offer.business}
      title="Waiting for your payment"
      footer={<SupportLine business={offer.business} />}
    >
      <KeepFresh awaited state="waiting" />
      <div role="status" className="grid justify-items-center gap-3">
        <Spinner className="size-8" />
        <Lead>This usually takes a few seconds.</Lead>
      </div>
      <p className="text-center text-ink-soft">
        You can close this page. Once your payment goes through, we'll email you the link to join.
      </p>
    </CustomerPage>
  );
}

function JoinNow({ paid, offer, token }: { paid: Paid; offer: Offer; token: string }) {
  const { business, maskedEmail } = paid;
  return (
    <CustomerPage
      merchant={business}
      title={`Thank you. ${offer.product.name} is yours`}
      footer={<SupportLine business={business} />}
    >
      <ul className="grid gap-2">
        {business.cards.map(({ grantId, server, role }) => (
          <li key={grantId}>
            <ServerAndRole server={server} gives={role} />
          </li>
        ))}
      </ul>
      <Lead>Connect your Discord account once and you're in.</Lead>
      <CustomerForm action={joinNow}>
        <input type="hidden" name="checkout" value={token} />
        <SendButton variant="discord" icon={<DiscordMark />}>
          Join now
        </SendButton>
      </CustomerForm>
      <p className="text-center text-ink-soft text-sm">
        Later is fine too: we've emailed a link to {maskedEmail}.
      </p>
    </CustomerPage>
  );
}

/** For another browser than the buyer's, and for whoever comes back a day later. */
export function CheckEmail({ offer }: { offer: Offer | null }) {
  const first = offer?.gives[0];
  return (
    <CustomerPage
      merchant={offer?.business ?? null}
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

export function NotPaid({ offer }: { offer: Offer }) {
  return (
    <CustomerPage
      merchant={offer.business}
      title="The payment didn't go through"
      footer={<SupportLine business={offer.business} />}
    >
      <Lead>You haven't been charged.</Lead>
      <a href={`/buy/${offer.product.id}`} className={buttonClass({ variant: "primary", size: "lg" })}>
        Try again
      </a>
    </CustomerPage>
  );
}
