import type { Metadata } from "next";
import Link from "next/link";
import { EntryPage } from "@/components/sign-in/entry-page";
import { Button, buttonClass } from "@/components/ui/button";

export const metadata: Metadata = { title: "Confirm sign-in", referrer: "same-origin" };

type Query = { token?: string; email?: string; callbackUrl?: string };

/** The emailed link opens this page; only the button uses the link up. */
export default async function ConfirmPage({ searchParams }: { searchParams: Promise<Query> }) {
  const { token, email, callbackUrl = "/" } = await searchParams;
  if (!token || !email)
    return (
      <EntryPage title="This link is incomplete">
        <p className="text-center text-ink-soft">Copy the whole link from the email, or request a new one.</p>
        <Link href="/sign-in" className={buttonClass({ variant: "primary", size: "lg" })}>
          Request a new link
        </Link>
      </EntryPage>
    );
  return (
    <EntryPage title="Sign in to Gatehouse" footer="Didn't request this? You can close this page.">
      <p className="text-center text-ink-soft">
        You're signing in as <strong className="break-all text-ink">{email}</strong>
      </p>
      <form action="/sign-in/use" method="post" className="grid">
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="email" value={email} />
        <input type="hidden" name="callbackUrl" value={callbackUrl} />
        <Button type="submit" variant="primary" size="lg">
          Sign in
        </Button>
      </form>
    </EntryPage>
  );
}
