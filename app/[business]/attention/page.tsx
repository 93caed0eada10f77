import type { Metadata } from "next";
import { AttentionScreen } from "@/components/attention/attention-screen";
import { PageHeader } from "@/components/ui/page-header";
import { readAttention } from "@/lib/attention/read-attention";
import { asMember } from "@/lib/auth";
import { mayAct } from "@/lib/rights";

export const metadata: Metadata = { title: "Needs attention" };

type Props = { params: Promise<{ business: string }> };

export default async function AttentionPage({ params }: Props) {
  const { business: slug } = await params;
  const { first, mayChange } = await asMember(slug, "viewer", async ({ tx, business, role }) => ({
    first: await readAttention(tx, business.id),
    mayChange: mayAct(role, "admin"),
  }));
  return (
    <>
      <PageHeader title="Needs attention">
        Problems that block people's access, grouped by cause. Fix one and everyone waiting gets in
        automatically.
      </PageHeader>
      <AttentionScreen slug={slug} first={first} mayChange={mayChange} />
    </>
  );
}
