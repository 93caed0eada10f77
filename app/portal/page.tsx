import { portalToken } from "@/components/portal/portal-cookie";
import { PortalScreen } from "@/components/portal/portal-screen";
import { PortalSignIn } from "@/components/portal/portal-sign-in";
import { readPortal } from "@/lib/portal/read-portal";

type Query = { link?: string };

export default async function PortalPage({ searchParams }: { searchParams: Promise<Query> }) {
  const { link } = await searchParams;
  const portal = await readPortal(await portalToken());
  return portal ? <PortalScreen first={portal} /> : <PortalSignIn deadLink={link === "dead"} />;
}
