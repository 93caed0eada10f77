import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EntryPage } from "@/components/sign-in/entry-page";
import { SignInForm } from "@/components/sign-in/sign-in-form";
import { Callout } from "@/components/ui/callout";
import { homeOf, presentPerson } from "@/lib/auth";
import { env } from "@/lib/env";
import { readSearchParams, type SearchParams } from "@/lib/search-params";
import { safeRedirect } from "@/lib/sign-in";

export const metadata: Metadata = { title: "Sign in" };

const reasons: Record<string, string> = {
  Verification: "That link has already been used or has expired. Request a new one.",
  AccessDenied: "This address doesn't have access. Ask an owner of the business to invite you.",
};

export default async function SignInPage({ searchParams }: { searchParams: SearchParams }) {
  const { email = "", callbackUrl, error } = await readSearchParams(searchParams);
  const person = await presentPerson();
  if (person && !error && (email === "" || email === person.email))
    redirect(callbackUrl ? safeRedirect(callbackUrl) : await homeOf(person));
  return (
    <EntryPage
      title="Sign in to Gatehouse"
      footer="No password needed. We'll email you a link that works once."
    >
      {error && (
        <Callout look="problem" live>
          {Object.hasOwn(reasons, error) ? reasons[error] : "We couldn't sign you in. Try again."}
        </Callout>
      )}
      {env().SANDBOX_URL && (
        <Callout title="Mail goes to the sandbox">
          Nothing is sent. Sign in as <strong>merchant@demo.test</strong> and open the link in the{" "}
          <a href={`${env().SANDBOX_URL}/inbox`} className="font-medium text-accent-ink hover:underline">
            sandbox's inbox
          </a>
          .
        </Callout>
      )}
      {/* This page sends people who are signed in to their business. */}
      <SignInForm email={email} callbackUrl={callbackUrl ?? "/sign-in"} />
    </EntryPage>
  );
}
