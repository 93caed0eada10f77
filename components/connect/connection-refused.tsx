import { buttonClass } from "@/components/ui/button";
import type { ConnectionPage } from "@/lib/portal/connection-page";
import { CustomerPage, Lead } from "./customer-page";
import { SupportLine } from "./support-line";

type Words = { title: string; words: string; again: boolean };

const reasons: Record<string, Words> = {
  cancelled: {
    title: "You cancelled",
    words: "Nothing was connected. Without your permission in Discord the bot cannot add you to the server.",
    again: true,
  },
  permission_missing: {
    title: "One permission is missing",
    words: "Discord did not let the bot add you to servers. Try again and leave both permissions ticked.",
    again: true,
  },
  discord_unavailable: {
    title: "Discord did not answer",
    words: "This is not your fault, and nothing is lost. Try again in a moment.",
    again: true,
  },
  start_again: {
    title: "Start again, please",
    words: "This attempt was finished already, or it took longer than 10 minutes. Nothing is lost.",
    again: true,
  },
  already_linked: {
    title: "Another account is connected",
    words:
      "A link from a mail cannot move your access to another Discord account. Sign in with the address that you paid with, and move it there.",
    again: false,
  },
  ended: {
    title: "This access has ended",
    words: "The purchase behind it gives no access any more, so nothing was connected.",
    again: false,
  },
  locked: {
    title: "Your account is locked",
    words: "The merchant does not allow changing the Discord account. Write to them if you need to.",
    again: false,
  },
  too_many_switches: {
    title: "Changed too often",
    words: "The Discord account can be changed 3 times in 30 days. Wait a while, or write to the merchant.",
    again: false,
  },
};

const notValid: Words = {
  title: "This link is not valid",
  words: "Open the link in your mail again, or sign in with the address that you paid with.",
  again: true,
};

export function ConnectionRefused({ why, connection }: { why: string; connection: ConnectionPage | null }) {
  const { title, words, again } = Object.hasOwn(reasons, why) ? (reasons[why] ?? notValid) : notValid;
  const business = connection?.business;
  const href = again ? connection?.againUrl : null;
  return (
    <CustomerPage
      merchant={business?.name ?? null}
      title={title}
      footer={business && <SupportLine business={business} />}
    >
      <Lead>{words}</Lead>
      {href && (
        <a href={href} className={buttonClass({ variant: "primary", size: "lg" })}>
          Try again
        </a>
      )}
      <a href="/portal" className={buttonClass({ variant: href ? "secondary" : "primary", size: "lg" })}>
        See your access
      </a>
    </CustomerPage>
  );
}
