import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, Paragraph, Title } from "./parts";

export const accountSwitched: Mail<"account-switched"> = {
  subject: (_, { brand }) => `Your ${brand.name} access moved to another Discord account`,
  preview: (props) => `${props.toName} now has it.`,
  Body: ({ occasion: { brand, portalUrl }, ...props }) => (
    <>
      <Title>Your Discord account was changed</Title>
      <Paragraph>
        Your access to {props.serverNames.join(", ") || brand.name} moved from{" "}
        <strong>{props.fromName}</strong> to <strong>{props.toName}</strong>. We're removing the access that{" "}
        {props.fromName} had through your purchases.
      </Paragraph>
      <Action brand={brand} link={portalUrl}>
        See your access
      </Action>
      <Rule />
      <Note>
        Wasn't you? Sign in with this address at {portalUrl} to move it back, and let {brand.name} know.
      </Note>
    </>
  ),
  why: (_, { to }) => `You're getting this email because someone signed in as ${to} made this change.`,
};
