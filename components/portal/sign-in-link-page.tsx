import { CustomerPage, Lead } from "@/components/connect/customer-page";
import { SendButton } from "@/components/connect/send-button";
import { StayOrSwitch } from "@/components/sign-in/stay-or-switch";
import { buttonClass } from "@/components/ui/button";
import type { Texts } from "@/lib/languages/texts";
import type { Merchant } from "@/lib/portal/merchant";

/** The page a sign-in link opens. Only its button uses the link up, so a scanner that opens it does no harm. */
export function SignInLink(props: {
  texts: Texts;
  token: string;
  /** null: the link doesn't work any more. */
  link: { email: string; replaces: string | null; merchant: Merchant | null } | null;
  signIn: (form: FormData) => Promise<void>;
}) {
  const { texts } = props;
  const { t } = texts;
  if (!props.link) return <DeadLink texts={texts} />;
  const { email, replaces, merchant } = props.link;
  return (
    <CustomerPage
      texts={texts}
      merchant={merchant}
      title={t(replaces ? "signIn.switchTitle" : "signIn.title")}
      footer={<p>{t("signIn.aDay")}</p>}
    >
      {replaces ? (
        <StayOrSwitch texts={texts} from={replaces} to={email} />
      ) : (
        <Lead>
          {t.rich("signIn.confirm", {
            email,
            b: (chunks) => (
              <strong key="b" className="break-all text-ink">
                {chunks}
              </strong>
            ),
          })}
        </Lead>
      )}
      <div className="grid gap-2">
        <form action={props.signIn} className="grid">
          <input type="hidden" name="token" value={props.token} />
          <SendButton>{t(replaces ? "signIn.switch" : "signIn.signIn")}</SendButton>
        </form>
        {replaces && (
          <a href="/portal" className={buttonClass({ size: "lg" })}>
            {t("signIn.stay")}
          </a>
        )}
      </div>
    </CustomerPage>
  );
}

function DeadLink({ texts }: { texts: Texts }) {
  const { t } = texts;
  return (
    <CustomerPage texts={texts} merchant={null} title={t("signIn.deadTitle")}>
      <Lead>{t("signIn.deadWords")}</Lead>
      <a href="/portal" className={buttonClass({ variant: "primary", size: "lg" })}>
        {t("signIn.deadButton")}
      </a>
    </CustomerPage>
  );
}
