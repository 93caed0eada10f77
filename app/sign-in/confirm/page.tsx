import type { Metadata } from "next";
import Link from "next/link";
import { EntryPage } from "@/components/sign-in/entry-page";
import { StayOrSwitch } from "@/components/sign-in/stay-or-switch";
import { Button, buttonClass } from "@/components/ui/button";
import { homeOf, presentPerson } from "@/lib/auth";
import { texts } from "@/lib/languages/texts";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

export const metadata: Metadata = { title: "Confirm sign-in" };

/** The emailed link opens this page; only the button uses the link up. */
export default async function ConfirmPage({ searchParams }: { searchParams: SearchParams }) {
  const { token, email, callbackUrl = "/" } = await readSearchParams(searchParams);
  if (!token || !email) return <Incomplete />;
  const person = await presentPerson();
  const other = person && person.email !== email ? person : null;
  return (
    <EntryPage
      title={other ? "Switch accounts?" : "Sign in to Gatehouse"}
      footer="Didn't request this? You can close this page."
    >
      {other ? (
        <StayOrSwitch texts={texts("en")} from={other.email} to={email} />
      ) : (
        <p className="text-center text-ink-soft">
          You're signing in as <strong className="break-all text-ink">{email}</strong>
        </p>
      )}
      <div className="grid gap-2">
        <form action="/sign-in/use" method="post" className="grid">
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="email" value={email} />
          <input type="hidden" name="callbackUrl" value={callbackUrl} />
          <Button type="submit" variant="primary" size="lg">
            {other ? "Switch account" : "Sign in"}
          </Button>
        </form>
        {other && (
          <Link href={await homeOf(other)} className={buttonClass({ size: "lg" })}>
            Stay signed in
          </Link>
        )}
      </div>
    </EntryPage>
  );
}

function Incomplete() {
  return (
    <EntryPage title="This link is incomplete">
      <p className="text-center text-ink-soft">Copy the whole link from the email, or request a new one.</p>
      <Link href="/sign-in" className={buttonClass({ variant: "primary", size: "lg" })}>
        Request a new link
      </Link>
    </EntryPage>
  );
}
