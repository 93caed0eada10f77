import type { Metadata } from "next";
import { GrantScreen } from "@/components/grants/grant-screen";
import { asMember } from "@/lib/auth";
import { readGrant } from "@/lib/grants/read-grant";

export const metadata: Metadata = { title: "Grant" };

type Props = { params: Promise<{ business: string; grant: string }> };

export default async function GrantPage({ params }: Props) {
  const { business: slug, grant } = await params;
  const first = await asMember(slug, "viewer", ({ tx, ...member }) => readGrant(tx, member, grant));
  return <GrantScreen slug={slug} first={first} />;
}
