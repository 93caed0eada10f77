import { RefreshWhile } from "@/components/live/refresh-while";
import { signOut } from "@/components/portal/actions";
import { BusinessCards } from "@/components/portal/business-cards";
import { NothingYet } from "@/components/portal/nothing-yet";
import { portalToken } from "@/components/portal/portal-cookie";
import { PortalHeader } from "@/components/portal/portal-header";
import { PortalSignIn } from "@/components/portal/portal-sign-in";
import { readPortal } from "@/lib/portal/read-portal";

type Query = { link?: string };

export default async function PortalPage({ searchParams }: { searchParams: Promise<Query> }) {
  const { link } = await searchParams;
  const portal = await readPortal(await portalToken());
  if (!portal) return <PortalSignIn deadLink={link === "dead"} />;
  const { session, businesses } = portal;
  const states = businesses.flatMap(({ cards }) => cards.map(({ state }) => state));
  return (
    <main className="mx-auto grid w-full max-w-2xl gap-6 px-4 py-8 sm:py-12">
      <PortalHeader email={session.email} returnUrl={session.returnUrl} signOut={signOut} />
      {businesses.length === 0 && <NothingYet email={session.email} />}
      {businesses.map((business) => (
        <BusinessCards key={business.customerId} business={business} />
      ))}
      <RefreshWhile
        moving={states.some(({ awaited }) => awaited)}
        shown={states.map(({ label }) => label).join()}
      />
    </main>
  );
}
