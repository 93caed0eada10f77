import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, Paragraph, Title, WhatYouGet, whoGave, whyBought } from "./parts";

/** The claim email, which takes a customer from a purchase to the Discord server. */
export const joinDiscord: Mail<"join-discord"> = {
  subject: (_, { brand, texts: { t } }) => t("mail.join.subject", { business: brand.name }),
  preview: ({ serverName }, { texts: { t } }) => t("mail.join.preview", { server: serverName }),
  Body: ({ occasion, ...props }) => {
    const { brand, portalUrl, texts } = occasion;
    const { t, moment } = texts;
    return (
      <>
        <Title>{t("mail.join.title")}</Title>
        <Paragraph>
          {t("mail.thanks", whoGave(props, brand))} {t("mail.join.words")}
        </Paragraph>
        <WhatYouGet texts={texts} given={props} />
        <Action brand={brand} texts={texts} link={props.link}>
          {t("common.joinDiscord")}
        </Action>
        <Rule />
        <Note>{t("mail.expires", { date: moment(props.linkExpiresAt) })}</Note>
        <Note>{t("mail.join.trouble", { portal: portalUrl })}</Note>
      </>
    );
  },
  why: whyBought,
};
