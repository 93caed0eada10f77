import {
  AlreadyConnected,
  LinkEnded,
  LinkExpired,
  LinkUnknown,
  LinkWorks,
} from "@/components/connect/claim-link-pages";
import { pageTexts, requestLanguage } from "@/components/connect/request-language";
import { readClaimLink } from "@/lib/portal/claim-link-page";

/** Why a claim link goes no further, and what to do instead. Each reload checks the link again. */
export default async function ClosedLinkPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const link = await readClaimLink(token, await requestLanguage());
  if (!link) return <LinkUnknown texts={await pageTexts()} />;
  switch (link.state) {
    case "works":
      return <LinkWorks link={link} href={`/connect/discord/${encodeURIComponent(token)}`} />;
    case "expired":
      return <LinkExpired link={link} token={token} />;
    case "connected":
      return <AlreadyConnected link={link} />;
    case "ended":
      return <LinkEnded link={link} />;
  }
}
