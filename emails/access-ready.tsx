import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, Paragraph, Title, WhatYouGet, whoGave, whyBought } from "./parts";

export const accessReady: Mail<"access-ready"> = {
  subject: (_, { brand, texts: { t } }) => t("mail.ready.subject", { business: brand.name }),
  preview: (_, { texts: { t } }) => t("mail.ready.preview"),
  Body: ({ occasion, ...props }) => {
    const { brand, portalUrl, serverUrl, texts } = occasion;
    const { t } = texts;
    return (
      <>
        <Title>{t("mail.ready.title")}</Title>
        <Paragraph>
          {t("mail.thanks", whoGave(props, brand))} {t("mail.ready.words")}
        </Paragraph>
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
