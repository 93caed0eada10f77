import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, Note, Paragraph, Title } from "./parts";

export const accountSwitched: Mail<"account-switched"> = {
  subject: (_, { brand, texts: { t } }) => t("mail.switched.subject", { business: brand.name }),
  preview: ({ toName }, { texts: { t } }) => t("mail.switched.preview", { name: toName }),
  Body: ({ occasion: { brand, portalUrl, texts }, ...props }) => {
    const { t, list } = texts;
    return (
      <>
        <Title>{t("mail.switched.title")}</Title>
        <Paragraph>
          {t.rich("mail.switched.words", {
            servers: list(props.serverNames) || brand.name,
            from: props.fromName,
            to: props.toName,
            b: (chunks) => <strong>{chunks}</strong>,
          })}
        </Paragraph>
        <Action brand={brand} texts={texts} link={portalUrl}>
          {t("common.seeAccess")}
        </Action>
        <Rule />
        <Note>{t("mail.switched.trouble", { portal: portalUrl, business: brand.name })}</Note>
      </>
    );
  },
  why: (_, { to, texts: { t } }) => t("mail.switched.why", { email: to }),
};
