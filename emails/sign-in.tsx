import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, Paragraph, Title } from "./parts";

export const signIn: Mail<"sign-in"> = {
  subject: () => "Sign in to Gatehouse",
  preview: () => "Your sign-in link. It works once.",
  Body: ({ occasion, link }) => (
    <>
      <Title>Sign in to Gatehouse</Title>
      <Paragraph>
        Open the link and press the button there. The link works once and only for a short time.
      </Paragraph>
      <Action brand={occasion.brand} link={link}>
        Sign in
      </Action>
      <Rule />
      <Note>You did not ask for this? Then do nothing: nobody gets in without this mail.</Note>
    </>
  ),
  why: (_, { to }) => `You get this mail because somebody asked to sign in as ${to}.`,
};

export const portalSignIn: Mail<"portal-sign-in"> = {
  subject: () => "Sign in to see your Discord access",
  preview: () => "Your sign-in link. It works once, for 15 minutes.",
  Body: ({ occasion, link }) => (
    <>
      <Title>See your Discord access</Title>
      <Paragraph>Open the link and press the button there. The link works once, for 15 minutes.</Paragraph>
      <Action brand={occasion.brand} link={link}>
        Sign in
      </Action>
      <Rule />
      <Note>You did not ask for this? Then do nothing: nobody gets in without this mail.</Note>
    </>
  ),
  why: (_, { to }) => `You get this mail because somebody asked to sign in as ${to}.`,
};
