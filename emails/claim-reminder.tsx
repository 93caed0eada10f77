import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, bought, given, Note, Paragraph, Title, whenUtc } from "./parts";

export const claimReminder: Mail<"claim-reminder"> = {
  subject: (_, { brand }) => `Your place in the ${brand.name} Discord is waiting`,
  preview: (props) => `Connect Discord to get into ${props.serverName}.`,
  Body: ({ occasion: { brand, portalUrl }, ...props }) => (
    <>
      <Title>Your place is waiting</Title>
      <Paragraph>
        You have {bought(props, brand)}, which comes with {given(props)}. You haven't connected your Discord
        account yet, and it only takes a minute.
      </Paragraph>
      <Action brand={brand} link={props.link}>
        Join the Discord
      </Action>
      <Rule />
      <Note>
        The link works until {whenUtc(props.linkExpiresAt)}. After that, opening it gets you a new one by
        email.
      </Note>
      <Note>Not working? Sign in with this address at {portalUrl} and connect there.</Note>
    </>
  ),
  why: (props, { brand, to }) =>
    `You're getting this reminder because ${to} was used to get ${bought(props, brand)} and hasn't been connected to Discord yet.`,
};
