import { ArrowLeft, LogOut } from "lucide-react";
import { SendButton } from "@/components/connect/send-button";
import type { Texts } from "@/lib/languages/texts";

export function PortalHeader(props: {
  texts: Texts;
  email: string;
  returnUrl: string | null;
  signOut: () => Promise<void>;
}) {
  const { t } = props.texts;
  const back = webAddress(props.returnUrl);
  return (
    <header className="grid gap-3">
      {back && (
        <a
          href={back.href}
          rel="noreferrer"
          className="touchable inline-flex items-center gap-1.5 justify-self-start text-ink-soft hover:text-ink"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {t("portal.back", { site: back.hostname })}
        </a>
      )}
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h1 className="font-semibold text-2xl tracking-tight">{t("portal.title")}</h1>
          <p className="break-all text-ink-soft">{t("portal.signedInAs", { email: props.email })}</p>
        </div>
        <form action={props.signOut}>
          <SendButton variant="secondary" size="md" icon={<LogOut aria-hidden />}>
            {t("portal.signOut")}
          </SendButton>
        </form>
      </div>
    </header>
  );
}

/** The merchant's return URL, if it's a web address. */
function webAddress(text: string | null): URL | null {
  const url = text && URL.canParse(text) ? new URL(text) : null;
  return url && (url.protocol === "https:" || url.protocol === "http:") ? url : null;
}
