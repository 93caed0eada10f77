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
      <Action brand={occasion.brand} texts={occasion.texts} link={link}>
        Sign in
      </Action>
      <Rule />
      <Note>Didn't request this? You can ignore this email: nobody can sign in without it.</Note>
    </>
  ),
  why: (_, { to }) => `You're getting this email because someone asked to sign in as ${to}.`,
};

export const portalSignIn: Mail<"portal-sign-in"> = {
  subject: (_, { texts: { t } }) => t("mail.signIn.subject"),
  preview: (_, { texts: { t } }) => t("mail.signIn.preview"),
  Body: ({ occasion: { brand, texts }, link }) => {
    const { t } = texts;
    return (
      <>
        <Title>{t("signIn.title")}</Title>
        <Paragraph>{t("mail.signIn.words")}</Paragraph>
        <Action brand={brand} texts={texts} link={link}>
          {t("signIn.signIn")}
        </Action>
        <Rule />
        <Note>{t("mail.signIn.ignore")}</Note>
      </>
    );
  },
  why: (_, { to, texts: { t } }) => t("mail.signIn.why", { email: to }),
};
