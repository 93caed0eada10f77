import { KeepFresh } from "@/components/connect/keep-fresh";
import { MerchantMark } from "@/components/connect/merchant-mark";
import type { Portal } from "@/lib/portal/read-portal";
import { signOut } from "./actions";
import { BusinessCards } from "./business-cards";
import { LanguageSwitch } from "./language-switch";
import { NoPurchases } from "./no-purchases";
import { PortalHeader } from "./portal-header";

/** What a signed-in customer has. */
export function PortalScreen({ portal }: { portal: Portal }) {
  const { session, texts, businesses } = portal;
  const states = businesses.flatMap(({ cards }) => cards.map(({ state }) => state));
  const awaited = states.some((state) => state.awaited);
  const only = businesses.length === 1 ? businesses[0] : undefined;
  const words = states.map((state) => state.words).join();
  return (
    <main lang={texts.language} className="mx-auto grid w-full max-w-2xl gap-6 px-4 py-8 sm:py-12">
      <KeepFresh awaited={awaited} state={words} />
      {only && (
        <div className="justify-self-start">
          <MerchantMark merchant={only} />
        </div>
      )}
      <PortalHeader texts={texts} email={session.email} returnUrl={session.returnUrl} signOut={signOut} />
      {businesses.length === 0 && <NoPurchases texts={texts} email={session.email} />}
      {businesses.map((business) => (
        <BusinessCards key={business.customerId} texts={texts} business={business} named={!only} />
      ))}
      <LanguageSwitch texts={texts} />
    </main>
  );
}
