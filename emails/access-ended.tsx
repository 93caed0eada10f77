import { isRevocationReason } from "@/lib/revocation-reasons";
import { comesBack, whyEnded } from "@/lib/why-ended";
import { Rule } from "./layout";
import type { Mail } from "./mail";
import { Action, given, Note, OwnIntro, ownSubject, Paragraph, Title, whoGave, whyBought } from "./parts";

export const accessEnded: Mail<"access-ended"> = {
  subject: (props, { brand, own, texts: { t } }) =>
    ownSubject(own, props, brand) ?? t("mail.ended.subject", { business: brand.name }),
  preview: ({ reason }, { texts: { t } }) => whyEnded(t, known(reason)),
  Body: ({ occasion: { brand, portalUrl, texts, own }, ...props }) => {
    const { t } = texts;
    const reason = known(props.reason);
    return (
      <>
        <Title>{t("mail.ended.title")}</Title>
        <OwnIntro own={own} given={props} brand={brand} />
        <Paragraph>
          {t("mail.ended.words", whoGave(props, brand))} {whyEnded(t, reason)}
        </Paragraph>
        <Paragraph>
          {t.rich("mail.ended.what", {
            given: given(texts, props),
            b: (chunks) => <strong key="b">{chunks}</strong>,
          })}
        </Paragraph>
        <Paragraph>{comesBack(t, reason) ?? t("mail.ended.others")}</Paragraph>
        <Action brand={brand} texts={texts} link={portalUrl}>
          {t("common.seeAccess")}
        </Action>
        <Rule />
        <Note>{t("mail.ended.mistake", { business: brand.name })}</Note>
      </>
    );
  },
  why: whyBought,
};

/** Emails that are queued longer than a release may have other reasons. */
function known(reason: string) {
  return isRevocationReason(reason) ? reason : null;
}
