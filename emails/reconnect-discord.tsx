import { type CustomerFailure, failureWordsForCustomer } from "@/lib/discord/failures";
import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, bought, given, Note, Paragraph, Title } from "./parts";

type Words = { subject: string; title: string; button: string };

/** What the customer must do in Discord, by failure code. */
const asked: Record<CustomerFailure, Words> = {
  discord_reconnect_required: {
    subject: "connect Discord again to get back in",
    title: "Connect Discord again",
    button: "Connect Discord",
  },
  discord_server_limit: {
    subject: "you're in too many Discord servers",
    title: "Too many Discord servers",
    button: "Try again",
  },
  discord_account_unverified: {
    subject: "verify your Discord account to get in",
    title: "Verify your Discord account",
    button: "Try again",
  },
  discord_age_restricted: {
    subject: "Discord considers you too young for the server",
    title: "Discord only lets adults join",
    button: "Try again",
  },
  discord_join_limited: {
    subject: "Discord currently doesn't let you join servers",
    title: "Discord limits your account",
    button: "Try again",
  },
  discord_join_refused: {
    subject: "Discord doesn't let you join the server",
    title: "Discord refuses to let you join",
    button: "Try again",
  },
};

export const reconnectDiscord: Mail<"reconnect-discord"> = {
  subject: ({ code }, { brand }) => `${brand.name}: ${wordsFor(code).subject}`,
  preview: ({ serverName }) => `We can't add you to ${serverName} yet.`,
  Body: ({ occasion: { brand, portalUrl }, ...props }) => {
    const { title, words, button } = wordsFor(props.code, props.detail);
    return (
      <>
        <Title>{title}</Title>
        <Paragraph>
          You have {given(props)}, but we can't add you yet. {words}
        </Paragraph>
        <Action brand={brand} link={props.link}>
          {button}
        </Action>
        <Rule />
        <Note>If it doesn't work, sign in with this address at {portalUrl} to find out why.</Note>
      </>
    );
  },
  why: (props, { brand, to }) =>
    `You're getting this email because ${to} was used to get ${bought(props, brand)}.`,
};

function wordsFor(code: string, detail: string | null = null): Words & { words: string } {
  const known = Object.hasOwn(asked, code) ? (code as CustomerFailure) : "discord_reconnect_required";
  return { ...asked[known], words: failureWordsForCustomer(known, detail) };
}
