import type { Metadata } from "next";
import { InboxScreen } from "@/components/payments/inbox-screen";
import { asMember } from "@/lib/auth";
import { readInbox, readInboxQuery } from "@/lib/purchases/read-inbox";

export const metadata: Metadata = { title: "Payment events" };

type Props = {
  params: Promise<{ business: string; connection: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function ConnectionEventsPage({ params, searchParams }: Props) {
  const { business: slug, connection: id } = await params;
  const query = readInboxQuery(await searchParams);
  const page = await asMember(slug, "viewer", ({ tx, ...member }) => readInbox(tx, member, id, query));
  return <InboxScreen slug={slug} connectionId={id} query={query} first={page} />;
}
