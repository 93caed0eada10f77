import { CustomerPage, Lead } from "@/components/connect/customer-page";
import { SendButton } from "@/components/connect/send-button";
import { StayOrSwitch } from "@/components/sign-in/stay-or-switch";
import { buttonClass } from "@/components/ui/button";
import type { Merchant } from "@/lib/portal/merchant";

/** The page a sign-in link opens. Only its button uses the link up, so a scanner that opens it does no harm. */
export function SignInLink(props: {
  token: string;
  /** null: the link doesn't work any more. */
  link: { email: string; replaces: string | null; merchant: Merchant | null } | null;
  signIn: (form: FormData) => Promise<void>;
}) {
  if (!props.link) return <DeadLink />;
  const { email, replaces, merchant } = props.link;
  return (
    <CustomerPage
      merchant={merchant}
      title={replaces ? "Switch accounts?" : "See your Discord access"}
      footer={<p>You'll stay signed in on this device for a day.</p>}
    >
      {replaces ? (
        <StayOrSwitch from={replaces} to={email} />
      ) : (
        <Lead>
          You're signing in as <strong className="break-all text-ink">{email}</strong>
        </Lead>
      )}
      <div className="grid gap-2">
        <form action={props.signIn} className="grid">
          <input type="hidden" name="token" value={props.token} />
          <SendButton>{replaces ? "Switch account" : "Sign in"}</SendButton>
        </form>
        {replaces && (
          <a href="/portal" className={buttonClass({ size: "lg" })}>
            Stay signed in
          </a>
        )}
      </div>
    </CustomerPage>
  );
}

function DeadLink() {
  return (
    <CustomerPage merchant={null} title="This link no longer works">
      <Lead>Links work once and expire after 15 minutes. Request a new one.</Lead>
      <a href="/portal" className={buttonClass({ variant: "primary", size: "lg" })}>
        Get a new link
      </a>
    </CustomerPage>
  );
}
