import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, OwnIntro, ownSubject, Title, WhatYouGet, whoGave, whyBought } from "./parts";

/** The claim email, which takes a customer from a purchase to the Discord server. */
export const joinDiscord: Mail<"join-discord"> = {
  subject: (props, { brand, own, texts: { t } }) =>
    ownSubject(own, props, brand) ?? t("mail.join.subject", { business: brand.name }),
  preview: ({ serverName }, { texts: { t } }) => t("mail.join.preview", { server: serverName }),
  Body: ({ occasion, ...props }) => {
    const { brand, portalUrl, texts, own } = occasion;
    const { t, moment } = texts;
    return (
      <>
        <Title>{t("mail.join.title")}</Title>
        <OwnIntro own={own} given={props} brand={brand}>
          {t("mail.thanks", whoGave(props, brand))} {t("mail.join.words")}
        </OwnIntro>
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
