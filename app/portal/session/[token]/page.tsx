import { portalToken } from "@/components/connect/portal-cookie";
import { pageTexts } from "@/components/connect/request-language";
import { signIn } from "@/components/portal/actions";
import { SignInLink } from "@/components/portal/sign-in-link-page";
import { readPortalLink } from "@/lib/portal/sign-in-link";

export default async function SignInLinkPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const link = await readPortalLink(token, await portalToken());
  return <SignInLink texts={await pageTexts()} token={token} link={link} signIn={signIn} />;
}
