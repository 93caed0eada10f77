import { portalToken } from "@/components/connect/portal-cookie";
import { signIn } from "@/components/portal/actions";
import { SignInLink } from "@/components/portal/sign-in-link-page";
import { readPortalLink } from "@/lib/portal/sign-in-link";

export default async function SignInLinkPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return <SignInLink token={token} link={await readPortalLink(token, await portalToken())} signIn={signIn} />;
}
