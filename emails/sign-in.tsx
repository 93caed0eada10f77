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
        Open the link and press the button there. The link works once and expires in 15 minutes.
      </Paragraph>
      <Action brand={occasion.brand} link={link}>
        Sign in
      </Action>
      <Rule />
      <Note>Didn't request this? You can ignore this email: nobody can sign in without it.</Note>
    </>
  ),
  why: (_, { to }) => `You're getting this email because someone asked to sign in as ${to}.`,
};

export const portalSignIn: Mail<"portal-sign-in"> = {
  subject: () => "Sign in to see your Discord access",
  preview: () => "Your sign-in link. It works once and expires in 15 minutes.",
  Body: ({ occasion, link }) => (
    <>
      <Title>See your Discord access</Title>
      <Paragraph>
        Open the link and press the button there. The link works once and expires in 15 minutes.
      </Paragraph>
      <Action brand={occasion.brand} link={link}>
        Sign in
      </Action>
      <Rule />
      <Note>Didn't request this? You can ignore this email: nobody can sign in without it.</Note>
    </>
  ),
  why: (_, { to }) => `You're getting this email because someone asked to sign in as ${to}.`,
};
