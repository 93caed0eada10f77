import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { FirstPasskey } from "@/components/account/first-passkey";
import { ProveForm } from "@/components/account/prove-form";
import { signOut } from "@/components/sign-in/actions";
import { EntryPage } from "@/components/sign-in/entry-page";
import { mySecondStep } from "@/lib/auth";
import { readSearchParams, type SearchParams } from "@/lib/search-params";
import { safeRedirect } from "@/lib/sign-in";

export const metadata: Metadata = { title: "Confirm that it's you" };

/** The second step of signing in, for people who have a passkey, and for businesses that require one. */
export default async function ProvePage({ searchParams }: { searchParams: SearchParams }) {
  const { next: asked = "/" } = await readSearchParams(searchParams);
  const next = safeRedirect(asked);
  const { person, proof, requiredBy } = await mySecondStep(asked);
  const footer = (
    <form action={signOut}>
      Signed in as <strong className="break-all font-medium text-ink">{person.email}</strong>. Not you?{" "}
      <button type="submit" className="touchable font-medium text-accent-ink hover:underline">
        Sign out
      </button>
    </form>
  );
  if (proof.hasPasskey && !proof.proved)
    return (
      <EntryPage title="Confirm that it's you" footer={footer}>
        <ProveForm next={next} />
      </EntryPage>
    );
  const [business] = requiredBy;
  if (proof.hasPasskey || !business) redirect(next);
  return (
    <EntryPage title="Add a passkey" footer={footer}>
      <p className="text-ink-soft">
        {business.name} requires a passkey of its owners and admins: your fingerprint, face, PIN or security
        key, after the mailed link. It takes a minute.
      </p>
      <FirstPasskey email={person.email} next={next} mayAdd={proof.newSession} />
    </EntryPage>
  );
}
