import { signIn } from "@/components/portal/actions";
import { LinkPage } from "@/components/portal/link-page";
import { portalLinkWorks } from "@/lib/portal/sign-in-link";

export default async function SignInLinkPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return <LinkPage token={token} works={await portalLinkWorks(token)} signIn={signIn} />;
}
