import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, bought, given, Note, Paragraph, Title } from "./parts";

export const reconnectDiscord: Mail<"reconnect-discord"> = {
  subject: (_, { brand }) => `${brand.name}: connect Discord again to get back in`,
  preview: (props) => `We can't add you to ${props.serverName} until you connect Discord again.`,
  Body: ({ occasion: { brand, portalUrl }, ...props }) => (
    <>
      <Title>Connect Discord again</Title>
      <Paragraph>
        You have {given(props)}, but you are not in the server and the connection to your Discord account has
        ended. Connect it again, and you are back in.
      </Paragraph>
      <Action brand={brand} link={props.link}>
        Connect Discord
      </Action>
      <Rule />
      <Note>It does not work? Sign in with this address at {portalUrl} and connect there.</Note>
    </>
  ),
  why: (props, { brand, to }) => `You get this mail because ${to} was used to get ${bought(props, brand)}.`,
};
