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
        You have {bought(props, brand)}, and with it {given(props)}. You have not connected your Discord
        account yet. It takes a minute.
      </Paragraph>
      <Action brand={brand} link={props.link}>
        Join the Discord
      </Action>
      <Rule />
      <Note>The link works until {whenUtc(props.linkExpiresAt)}. After that it mails you a new one.</Note>
      <Note>It does not work? Sign in with this address at {portalUrl} and connect there.</Note>
    </>
  ),
  why: (props, { brand, to }) =>
    `You get this mail once, because ${to} was used to get ${bought(props, brand)} and the access is not used yet.`,
};
