import type { Metadata } from "next";
import { SentEmailScreen } from "@/components/email/sent-email-screen";
import { asMember } from "@/lib/auth";
import { readSentEmail } from "@/lib/email/read-sent-email";

export const metadata: Metadata = { title: "Email" };

type Props = { params: Promise<{ business: string; email: string }> };

export default async function SentEmailPage({ params }: Props) {
  const { business: slug, email: id } = await params;
  const email = await asMember(slug, "admin", ({ tx, business }) => readSentEmail(tx, business.id, id));
  return <SentEmailScreen slug={slug} email={email} />;
}
