import { isCustomerFailure, wordsForCustomer } from "@/lib/discord/customer-failures";
import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, OwnIntro, ownSubject, Paragraph, Title, WhatYouGet, whyBought } from "./parts";

/** The customer must do something in Discord. */
export const reconnectDiscord: Mail<"reconnect-discord"> = {
  subject: (props, { brand, own, texts: { t } }) =>
    ownSubject(own, props, brand) ??
    t(`mail.reconnect.${known(props.code)}.subject`, { business: brand.name }),
  preview: ({ serverName }, { texts: { t } }) => t("mail.reconnect.preview", { server: serverName }),
  Body: ({ occasion: { brand, portalUrl, texts, own }, ...props }) => {
    const { t } = texts;
    const code = known(props.code);
    return (
      <>
        <Title>{t(`mail.reconnect.${code}.title`)}</Title>
        <OwnIntro own={own} given={props} brand={brand} />
        <Paragraph>
          {t("mail.reconnect.preview", { server: props.serverName })}{" "}
          {wordsForCustomer(t, code, props.detail)}
        </Paragraph>
        <WhatYouGet texts={texts} given={props} />
        <Action brand={brand} texts={texts} link={props.link}>
          {t(code === "discord_reconnect_required" ? "common.connectDiscord" : "common.tryAgain")}
        </Action>
        <Rule />
        <Note>{t("mail.reconnect.trouble", { portal: portalUrl })}</Note>
      </>
    );
  },
  why: whyBought,
};

function known(code: string) {
  return isCustomerFailure(code) ? code : "discord_reconnect_required";
}
