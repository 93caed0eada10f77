import { isCustomerFailure, wordsForCustomer } from "@/lib/discord/customer-failures";
import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, Paragraph, Title, WhatYouGet, whyBought } from "./parts";

/** The customer must do something in Discord. */
export const reconnectDiscord: Mail<"reconnect-discord"> = {
  subject: ({ code }, { brand, texts: { t } }) =>
    t(`mail.reconnect.${known(code)}.subject`, { business: brand.name }),
  preview: ({ serverName }, { texts: { t } }) => t("mail.reconnect.preview", { server: serverName }),
  Body: ({ occasion: { brand, portalUrl, texts }, ...props }) => {
    const { t } = texts;
    const code = known(props.code);
    return (
      <>
        <Title>{t(`mail.reconnect.${code}.title`)}</Title>
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
