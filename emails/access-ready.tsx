import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, OwnIntro, ownSubject, Title, WhatYouGet, whoGave, whyBought } from "./parts";

export const accessReady: Mail<"access-ready"> = {
  subject: (props, { brand, own, texts: { t } }) =>
    ownSubject(own, props, brand) ?? t("mail.ready.subject", { business: brand.name }),
  preview: (_, { texts: { t } }) => t("mail.ready.preview"),
  Body: ({ occasion, ...props }) => {
    const { brand, portalUrl, serverUrl, texts, own } = occasion;
    const { t } = texts;
    return (
      <>
        <Title>{t("mail.ready.title")}</Title>
        <OwnIntro own={own} given={props} brand={brand}>
          {t("mail.thanks", whoGave(props, brand))} {t("mail.ready.words")}
        </OwnIntro>
        <WhatYouGet texts={texts} given={props} />
        <Action brand={brand} texts={texts} link={serverUrl(props.guildId)}>
          {t("common.openDiscord")}
        </Action>
        <Rule />
        <Note>{t("mail.ready.trouble", { portal: portalUrl })}</Note>
      </>
    );
  },
  why: whyBought,
};
