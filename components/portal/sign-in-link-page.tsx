import { CustomerPage, Lead } from "@/components/connect/customer-page";
import { ButtonLink } from "@/components/ui/button";
import { SubmitButton } from "@/components/ui/submit-button";

/** Where a sign-in link leads: the button posts, so a scanner that opens the link uses nothing up. */
export function SignInLink(props: {
  token: string;
  works: boolean;
  signIn: (form: FormData) => Promise<void>;
}) {
  if (!props.works)
    return (
      <CustomerPage merchant={null} title="This link does not work any more">
        <Lead>Each link works once, for 15 minutes. Ask for a new one.</Lead>
        <ButtonLink variant="primary" size="lg" href="/portal">
          Get a new link
        </ButtonLink>
      </CustomerPage>
    );
  return (
    <CustomerPage merchant={null} title="See your Discord access">
      <Lead>One press, and you are signed in on this device for a day.</Lead>
      <form action={props.signIn} className="grid">
        <input type="hidden" name="token" value={props.token} />
        <SubmitButton size="lg">Sign in</SubmitButton>
      </form>
    </CustomerPage>
  );
}
