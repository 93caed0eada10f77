import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, bought, given, Note, Paragraph, Title } from "./parts";

type Words = { subject: string; title: string; words: string; button: string };

const reconnect: Words = {
  subject: "connect Discord again to get back in",
  title: "Connect Discord again",
  words:
    "But you are not in the server, and the connection to your Discord account has ended. Connect it again, and you are back in.",
  button: "Connect Discord",
};

/** What Discord asks of the customer, by failure code. */
const asked: Record<string, Words> = {
  discord_reconnect_required: reconnect,
  discord_server_limit: {
    subject: "you are in too many Discord servers",
    title: "One server too many",
    words: "But your Discord account is in as many servers as Discord allows. Leave one, then try again.",
    button: "Try again",
  },
  discord_account_unverified: {
    subject: "verify your Discord account to get in",
    title: "Verify your Discord account",
    words:
      "But Discord wants your account to be verified before it joins a server. Verify it in Discord, then try again.",
    button: "Try again",
  },
};

export const reconnectDiscord: Mail<"reconnect-discord"> = {
  subject: ({ code }, { brand }) => `${brand.name}: ${wordsFor(code).subject}`,
  preview: ({ serverName }) => `We can't add you to ${serverName} yet.`,
  Body: ({ occasion: { brand, portalUrl }, ...props }) => {
    const { title, words, button } = wordsFor(props.code);
    return (
      <>
        <Title>{title}</Title>
        <Paragraph>
          You have {given(props)}. {words}
        </Paragraph>
        <Action brand={brand} link={props.link}>
          {button}
        </Action>
        <Rule />
        <Note>It does not work? Sign in with this address at {portalUrl} to see what is going on.</Note>
      </>
    );
  },
  why: (props, { brand, to }) => `You get this mail because ${to} was used to get ${bought(props, brand)}.`,
};

function wordsFor(code: string): Words {
  return asked[code] ?? reconnect;
}
