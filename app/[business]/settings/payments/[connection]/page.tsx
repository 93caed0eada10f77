import type { Metadata } from "next";
import { InboxScreen } from "@/components/payments/inbox-screen";
import { PolicyForm } from "@/components/payments/policy-form";
import { asMember } from "@/lib/auth";
import { readPolicy } from "@/lib/purchases/connection-policy";
import { readInbox, readInboxQuery } from "@/lib/purchases/read-inbox";
import { readSearchParams, type SearchParams } from "@/lib/search-params";

export const metadata: Metadata = { title: "Payment events" };

type Props = {
  params: Promise<{ business: string; connection: string }>;
  searchParams: SearchParams;
};

export default async function ConnectionEventsPage({ params, searchParams }: Props) {
  const { business: slug, connection: id } = await params;
  const query = readInboxQuery(await readSearchParams(searchParams));
  const { page, policy } = await asMember(slug, "viewer", async ({ tx, ...member }) => ({
    page: await readInbox(tx, member, id, query),
    policy: await readPolicy(tx, member.business.id, id),
  }));
  return (
    <div className="grid gap-6">
      <PolicyForm slug={slug} connectionId={id} shown={policy} mayChange={page.mayChange} />
      <InboxScreen slug={slug} connectionId={id} query={query} first={page} />
    </div>
  );
}
