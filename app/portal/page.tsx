import { portalToken } from "@/components/connect/portal-cookie";
import { pageTexts, requestLanguage } from "@/components/connect/request-language";
import { PortalScreen } from "@/components/portal/portal-screen";
import { PortalSignIn } from "@/components/portal/portal-sign-in";
import { readPortal } from "@/lib/portal/read-portal";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

export default async function PortalPage({ searchParams }: { searchParams: SearchParams }) {
  const { link } = await readSearchParams(searchParams);
  const portal = await readPortal(await portalToken(), await requestLanguage());
  return portal ? (
    <PortalScreen portal={portal} />
  ) : (
    <PortalSignIn texts={await pageTexts()} deadLink={link === "dead"} />
  );
}
