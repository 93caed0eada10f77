import type { WhatIsGiven } from "./email-props";
import { Rule } from "./layout";
import type { Mail, Occasion } from "./mail";
import { Action, Note, OwnIntro, ownSubject, Title, WhatYouGet, whoGave, whyBought } from "./parts";

type Asked = WhatIsGiven & { link: string; linkExpiresAt: string };

/** The claim email, which takes a customer from a purchase to the Discord server. */
export const joinDiscord: Mail<"join-discord"> = {
  subject: (props, { brand, own, texts: { t } }) =>
    ownSubject(own, props, brand) ?? t("mail.join.subject", { business: brand.name }),
  preview: ({ serverName }, { texts: { t } }) => t("mail.join.preview", { server: serverName }),
  Body: ({ occasion, ...props }) => <AskToConnect words="join" occasion={occasion} asked={props} />,
  why: whyBought,
};

export const claimReminder: Mail<"claim-reminder"> = {
  subject: (props, { brand, own, texts: { t } }) =>
    ownSubject(own, props, brand) ?? t("mail.reminder.subject", { business: brand.name }),
  preview: ({ serverName }, { texts: { t } }) => t("mail.reminder.preview", { server: serverName }),
  Body: ({ occasion, ...props }) => <AskToConnect words="reminder" occasion={occasion} asked={props} />,
  why: whyBought,
};

function AskToConnect(props: { words: "join" | "reminder"; occasion: Occasion; asked: Asked }) {
  const { words, occasion, asked } = props;
  const { brand, portalUrl, texts, own } = occasion;
  const { t, moment } = texts;
  return (
    <>
      <Title>{t(`mail.${words}.title`)}</Title>
      <OwnIntro own={own} given={asked} brand={brand}>
        {t("mail.thanks", whoGave(asked, brand))} {t(`mail.${words}.words`)}
      </OwnIntro>
      <WhatYouGet texts={texts} given={asked} />
      <Action brand={brand} texts={texts} link={asked.link}>
        {t("common.joinDiscord")}
      </Action>
      <Rule />
      <Note>{t("mail.expires", { date: moment(asked.linkExpiresAt) })}</Note>
      <Note>{t(`mail.${words}.trouble`, { portal: portalUrl })}</Note>
    </>
  );
}
