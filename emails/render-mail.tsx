import { render } from "@react-email/render";
import { accessEnded } from "./access-ended";
import { accessReady } from "./access-ready";
import { accountSwitched } from "./account-switched";
import { claimReminder, joinDiscord } from "./claim-email";
import type { EmailProps, EmailTemplate } from "./email-props";
import { invite } from "./invite";
import { Layout } from "./layout";
import type { Mail, Occasion } from "./mail";
import { paymentsNeedAttention } from "./payments-need-attention";
import { reconnectDiscord } from "./reconnect-discord";
import { secondStepChanged } from "./second-step-changed";
import { roleTaken, serverNeedsAttention, serverRecovered } from "./server-health";
import { portalSignIn, signIn } from "./sign-in";
import { webhookFailing, webhookPaused } from "./webhook-health";

const mails: { [T in EmailTemplate]: Mail<T> } = {
  "join-discord": joinDiscord,
  "claim-reminder": claimReminder,
  "access-ready": accessReady,
  "reconnect-discord": reconnectDiscord,
  "access-ended": accessEnded,
  "account-switched": accountSwitched,
  "second-step-changed": secondStepChanged,
  "sign-in": signIn,
  "portal-sign-in": portalSignIn,
  invite,
  "server-needs-attention": serverNeedsAttention,
  "server-recovered": serverRecovered,
  "role-taken": roleTaken,
  "payments-need-attention": paymentsNeedAttention,
  "webhook-failing": webhookFailing,
  "webhook-paused": webhookPaused,
};

export type Rendered = { subject: string; html: string; text: string };

/** Renders an email. The same input gives the same bytes, so sending it again can be recognised as a repeat. */
export async function renderMail<T extends EmailTemplate>(
  template: T,
  props: EmailProps[T],
  occasion: Occasion,
): Promise<Rendered> {
  const { subject, preview, Body, why }: Mail<T> = mails[template];
  const page = (
    <Layout
      brand={occasion.brand}
      texts={occasion.texts}
      preview={preview(props, occasion)}
      why={why(props, occasion)}
    >
      {Body({ ...props, occasion })}
    </Layout>
  );
  return {
    subject: oneLine(subject(props, occasion)),
    html: await render(page),
    text: await render(page, { plainText: true, htmlToTextOptions: plainText }),
  };
}

const plainText = {
  wordwrap: 78,
  // Capitals differ between languages: Turkish has another I.
  selectors: [{ selector: "h1", options: { uppercase: false } }],
};

/** Names are user input: a line break in one must never become a header. */
function oneLine(subject: string): string {
  return subject.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
}
