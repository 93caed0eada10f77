import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, bought, given, Note, Paragraph, Title, whenUtc } from "./parts";

/** The claim email, which takes a customer from a purchase to the Discord server. */
export const joinDiscord: Mail<"join-discord"> = {
  subject: (_, { brand }) => `Join the ${brand.name} Discord`,
  preview: (props) => `One step left: connect Discord to join ${props.serverName}.`,
  Body: ({ occasion: { brand, portalUrl }, ...props }) => (
    <>
      <Title>Join the Discord</Title>
      <Paragraph>
        Thank you for getting {bought(props, brand)}. It comes with {given(props)}. Connect your Discord
        account once and you're in.
      </Paragraph>
      <Action brand={brand} link={props.link}>
        Join the Discord
      </Action>
      <Rule />
      <Note>
        The link works until {whenUtc(props.linkExpiresAt)}. After that, opening it gets you a new one by
        email.
      </Note>
      <Note>
        Not working? Open the link in the browser where you're signed in to Discord, and check that it's the
        account you want to use. You can also sign in with this address at {portalUrl} and connect there.
      </Note>
    </>
  ),
  why: (props, { brand, to }) =>
    `You're getting this email because ${to} was used to get ${bought(props, brand)}.`,
};
