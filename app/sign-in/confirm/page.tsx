import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { EntryPage } from "@/components/entry/entry-page";
import { buttonClass } from "@/components/ui/button";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireOwnOrigin } from "@/lib/auth";

export const metadata: Metadata = { title: "Confirm sign-in", referrer: "same-origin" };

type Query = { token?: string; email?: string; callbackUrl?: string };

/** The button posts: a scanner that opens the mailed link uses nothing up. */
async function confirm(form: FormData): Promise<void> {
  "use server";
  await requireOwnOrigin();
  const query = new URLSearchParams(
    ["token", "email", "callbackUrl"].map((name) => [name, String(form.get(name) ?? "")]),
  );
  redirect(`/api/auth/callback/email?${query}`);
}

export default async function ConfirmPage({ searchParams }: { searchParams: Promise<Query> }) {
  const { token, email, callbackUrl = "/" } = await searchParams;
  if (!token || !email)
    return (
      <EntryPage title="This link is not complete">
        <p className="text-center text-ink-soft">Copy the whole link from the mail, or ask for a new one.</p>
        <Link href="/sign-in" className={buttonClass({ variant: "primary", size: "lg" })}>
          Ask for a new link
        </Link>
      </EntryPage>
    );
  return (
    <EntryPage title="Sign in to Gatehouse" footer="Did not ask for this? Close this page.">
      <p className="text-center text-ink-soft">
        You are signing in as <strong className="break-all text-ink">{email}</strong>
      </p>
      <form action={confirm} className="grid">
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="email" value={email} />
        <input type="hidden" name="callbackUrl" value={callbackUrl} />
        <SubmitButton size="lg">Sign in</SubmitButton>
      </form>
    </EntryPage>
  );
}
