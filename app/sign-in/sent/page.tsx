import { MailCheck } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { EntryPage } from "@/components/sign-in/entry-page";
import { buttonClass } from "@/components/ui/button";
import { env } from "@/lib/env";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

export const metadata: Metadata = { title: "Check your email" };

export default async function SentPage({ searchParams }: { searchParams: SearchParams }) {
  const { email } = await readSearchParams(searchParams);
  const { SANDBOX_URL } = env();
  return (
    <EntryPage
      title="Check your email"
      footer={
        <Link href="/sign-in" className="font-medium text-accent-ink hover:underline">
          Use another address
        </Link>
      }
    >
      <MailCheck aria-hidden className="mx-auto size-8 text-accent-ink" />
      <p className="text-center text-ink-soft">
        If {email ? <strong className="break-all text-ink">{email}</strong> : "the address"} belongs to a
        member, a sign-in link is on its way. It works once and expires in 15 minutes.
      </p>
      {SANDBOX_URL ? (
        <a
          href={`${SANDBOX_URL}/inbox${email ? `?to=${encodeURIComponent(email)}` : ""}`}
          className={buttonClass({ variant: "primary", size: "lg" })}
        >
          Open the sandbox's inbox
        </a>
      ) : (
        <p className="text-center text-ink-soft text-sm">
          Nothing after a minute? Check your spam folder, or ask an owner if you've been invited.
        </p>
      )}
    </EntryPage>
  );
}
