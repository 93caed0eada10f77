import { buttonClass } from "@/components/ui/button";
import type { ConnectionPage } from "@/lib/portal/connection-page";
import { CustomerPage, Lead } from "./customer-page";
import { SupportLine } from "./support-line";

type Words = { title: string; words: string; again: boolean };

const reasons: Record<string, Words> = {
  cancelled: {
    title: "You cancelled",
    words: "Nothing was connected. The bot needs your permission in Discord to add you to the server.",
    again: true,
  },
  permission_missing: {
    title: "One permission is missing",
    words: "Discord didn't let the bot add you to servers. Try again and leave both permissions checked.",
    again: true,
  },
  discord_unavailable: {
    title: "Discord didn't respond",
    words: "It's not you, and nothing is lost. Try again in a moment.",
    again: true,
  },
  start_again: {
    title: "Please start over",
    words: "You've already finished this step, or it took longer than 10 minutes. Nothing is lost.",
    again: true,
  },
  already_linked: {
    title: "Another account is connected",
    words:
      "A link from an email can't move your access to another Discord account. Sign in with the email address you paid with to switch accounts.",
    again: false,
  },
  ended: {
    title: "This access has ended",
    words: "The purchase no longer gives access, so nothing was connected.",
    again: false,
  },
  locked: {
    title: "Your account is locked",
    words: "The merchant has locked your Discord account. Contact them if you need to change it.",
    again: false,
  },
  too_many: {
    title: "Too many attempts",
    words:
      "There were too many attempts from your network in a short time. Wait a minute, then open your link again.",
    again: true,
  },
  too_many_switches: {
    title: "Too many changes",
    words: "You can change your Discord account 3 times in 30 days. Wait a while, or contact the merchant.",
    again: false,
  },
};

const notValid: Words = {
  title: "This link isn't valid",
  words: "Open the link in your email again, or sign in with the email address you paid with.",
  again: true,
};

export function ConnectionRefused({ why, connection }: { why: string; connection: ConnectionPage | null }) {
  const { title, words, again } = Object.hasOwn(reasons, why) ? (reasons[why] ?? notValid) : notValid;
  const business = connection?.business;
  const href = again ? connection?.againUrl : null;
  return (
    <CustomerPage
      merchant={business ?? null}
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
