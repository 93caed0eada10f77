import { CustomerPage, Lead } from "@/components/connect/customer-page";
import { ButtonLink } from "@/components/ui/button";
import { SubmitButton } from "@/components/ui/submit-button";

/** The page a sign-in link opens. Only its button uses the link up, so a scanner that opens it does no harm. */
export function SignInLink(props: {
  token: string;
  works: boolean;
  signIn: (form: FormData) => Promise<void>;
}) {
  if (!props.works)
    return (
      <CustomerPage merchant={null} title="This link no longer works">
        <Lead>Links work once and expire after 15 minutes. Request a new one.</Lead>
        <ButtonLink variant="primary" size="lg" href="/portal">
          Get a new link
        </ButtonLink>
      </CustomerPage>
    );
  return (
    <CustomerPage merchant={null} title="See your Discord access">
      <Lead>You'll stay signed in on this device for a day.</Lead>
      <form action={props.signIn} className="grid">
        <input type="hidden" name="token" value={props.token} />
        <SubmitButton size="lg">Sign in</SubmitButton>
      </form>
    </CustomerPage>
  );
}
