import { signIn } from "@/components/portal/actions";
import { SignInLink } from "@/components/portal/sign-in-link-page";
import { isPortalLinkValid } from "@/lib/portal/sign-in-link";

export default async function SignInLinkPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return <SignInLink token={token} works={await isPortalLinkValid(token)} signIn={signIn} />;
}
