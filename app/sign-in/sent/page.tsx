import { MailCheck } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { EntryPage } from "@/components/sign-in/entry-page";

export const metadata: Metadata = { title: "Check your mail" };

export default async function SentPage({ searchParams }: { searchParams: Promise<{ email?: string }> }) {
  const { email } = await searchParams;
  return (
    <EntryPage
      title="Check your mail"
      footer={
        <Link href="/sign-in" className="font-medium text-accent-ink hover:underline">
          Use another address
        </Link>
      }
    >
      <MailCheck aria-hidden className="mx-auto size-8 text-accent-ink" />
      <p className="text-center text-ink-soft">
        If {email ? <strong className="break-all text-ink">{email}</strong> : "the address"} belongs to a
        member, a sign-in link is on its way. It works once, for 15 minutes.
      </p>
      <p className="text-center text-ink-soft text-sm">
        Nothing after a minute? Look in the spam folder, or ask an owner whether you are invited.
      </p>
    </EntryPage>
  );
}
