import { buttonClass } from "@/components/ui/button";
import type { ConnectionPage } from "@/lib/portal/connection-page";
import { CustomerPage, Lead } from "./customer-page";
import { pageTexts } from "./request-language";
import { SupportLine } from "./support-line";

/** Whether it helps to open the link again. */
const again = {
  cancelled: true,
  permission_missing: true,
  discord_unavailable: true,
  start_again: true,
  already_linked: false,
  ended: false,
  locked: false,
  too_many: true,
  too_many_switches: false,
  not_valid: true,
};

type Why = keyof typeof again;

export async function ConnectionRefused(props: { why: string; connection: ConnectionPage | null }) {
  const { connection } = props;
  const texts = connection?.texts ?? (await pageTexts());
  const { t } = texts;
  const why = isWhy(props.why) ? props.why : "not_valid";
  const business = connection?.business;
  const href = again[why] ? connection?.againUrl : null;
  return (
    <CustomerPage
      texts={texts}
      merchant={business ?? null}
      title={t(`refused.${why}.title`)}
      footer={business && <SupportLine texts={texts} business={business} />}
    >
      <Lead>{t(`refused.${why}.words`)}</Lead>
      {href && (
        <a href={href} className={buttonClass({ variant: "primary", size: "lg" })}>
          {t("common.tryAgain")}
        </a>
      )}
      <a href="/portal" className={buttonClass({ variant: href ? "secondary" : "primary", size: "lg" })}>
        {t("common.seeAccess")}
      </a>
    </CustomerPage>
  );
}

function isWhy(text: string): text is Why {
  return Object.hasOwn(again, text);
}
