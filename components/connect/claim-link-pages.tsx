import { DiscordMark } from "@/components/ui/brand";
import { buttonClass } from "@/components/ui/button";
import type { Texts } from "@/lib/languages/texts";
import type { ClaimLinkPage } from "@/lib/portal/claim-link-page";
import { CustomerPage, Lead } from "./customer-page";
import { NewLinkForm } from "./new-link-form";
import { OpenDiscord } from "./open-discord";
import { SupportLine } from "./support-line";
import { WhatYouGet } from "./what-you-get";

type Props = { link: ClaimLinkPage };

export function LinkWorks({ link, href }: Props & { href: string }) {
  const { t } = link.texts;
  return (
    <CustomerPage
      texts={link.texts}
      merchant={link.business}
      title={t("common.joinDiscord")}
      footer={<SupportLine texts={link.texts} business={link.business} />}
    >
      <WhatYouGet texts={link.texts} server={link.server} gives={link.role} />
      <Lead>{t("claim.works.words")}</Lead>
      {/* A plain link, because Next's Link would prefetch it. */}
      <a href={href} className={buttonClass({ variant: "discord", size: "lg" })}>
        <DiscordMark />
        {t("common.connectDiscord")}
      </a>
    </CustomerPage>
  );
}

export function LinkExpired({ link, token }: Props & { token: string }) {
  const { t } = link.texts;
  return (
    <CustomerPage
      texts={link.texts}
      merchant={link.business}
      title={t("claim.expired.title")}
      footer={<SupportLine texts={link.texts} business={link.business} />}
    >
      <WhatYouGet texts={link.texts} server={link.server} gives={link.role} />
      <NewLinkForm texts={link.texts} token={token} />
    </CustomerPage>
  );
}

export function AlreadyConnected({ link }: Props) {
  const { t } = link.texts;
  return (
    <CustomerPage
      texts={link.texts}
      merchant={link.business}
      title={t("claim.connected.title")}
      footer={<SupportLine texts={link.texts} business={link.business} />}
    >
      <WhatYouGet texts={link.texts} server={link.server} gives={link.role} />
      <Lead>{t("claim.connected.words")}</Lead>
      <OpenDiscord texts={link.texts} url={link.server.url} />
      <div className="grid gap-2 border-t pt-4 text-center text-ink-soft">
        <p>{t("claim.connected.notYours")}</p>
        <a href="/portal" className={buttonClass({ size: "lg" })}>
          {t("common.seeAccess")}
        </a>
      </div>
    </CustomerPage>
  );
}

export function LinkEnded({ link }: Props) {
  const { t } = link.texts;
  return (
    <CustomerPage
      texts={link.texts}
      merchant={link.business}
      title={t("claim.ended.title")}
      footer={<SupportLine texts={link.texts} business={link.business} />}
    >
      <WhatYouGet texts={link.texts} server={link.server} gives={link.role} />
      <Lead>{t("claim.ended.words")}</Lead>
      <a href="/portal" className={buttonClass({ size: "lg" })}>
        {t("claim.ended.button")}
      </a>
    </CustomerPage>
  );
}

export function LinkUnknown({ texts }: { texts: Texts }) {
  const { t } = texts;
  return (
    <CustomerPage texts={texts} merchant={null} title={t("claim.unknown.title")}>
      <Lead>{t("claim.unknown.words")}</Lead>
      <a href="/portal" className={buttonClass({ variant: "primary", size: "lg" })}>
        {t("claim.unknown.button")}
      </a>
    </CustomerPage>
  );
}
