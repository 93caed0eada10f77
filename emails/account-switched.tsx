import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, Paragraph, Title } from "./parts";

export const accountSwitched: Mail<"account-switched"> = {
  subject: (_, { brand }) => `Your ${brand.name} access moved to another Discord account`,
  preview: (props) => `It is now with ${props.toName}.`,
  Body: ({ occasion: { brand, portalUrl }, ...props }) => (
    <>
      <Title>Your Discord account was changed</Title>
      <Paragraph>
        Your access to {props.serverNames.join(", ") || brand.name} moved from{" "}
        <strong>{props.fromName}</strong> to <strong>{props.toName}</strong>. What {props.fromName} had
        through your purchases is taken back.
      </Paragraph>
      <Action brand={brand} link={portalUrl}>
        See what you have
      </Action>
      <Rule />
      <Note>
        This was not you? Sign in with this address at {portalUrl} and move it back, and tell {brand.name}.
      </Note>
    </>
  ),
  why: (_, { to }) => `You get this mail because the change was made by somebody signed in as ${to}.`,
};
