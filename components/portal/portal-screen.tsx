"use client";
import { useLive } from "@/components/live/use-live";
import type { Portal } from "@/lib/portal/read-portal";
import { signOut } from "./actions";
import { BusinessCards } from "./business-cards";
import { NoPurchases } from "./no-purchases";
import { PortalHeader } from "./portal-header";

/** What a signed-in customer has, refreshed while any of it is about to change. */
export function PortalScreen({ first }: { first: Portal }) {
  const { session, businesses } = useLive("/portal/access", first, {
    until: (portal) => !portal.businesses.some(({ cards }) => cards.some(({ state }) => state.awaited)),
  });
  return (
    <main className="mx-auto grid w-full max-w-2xl gap-6 px-4 py-8 sm:py-12">
      <PortalHeader email={session.email} returnUrl={session.returnUrl} signOut={signOut} />
      {businesses.length === 0 && <NoPurchases email={session.email} />}
      {businesses.map((business) => (
        <BusinessCards key={business.customerId} business={business} />
      ))}
    </main>
  );
}
