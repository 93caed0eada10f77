import type { Metadata } from "next";
import { ServersScreen } from "@/components/servers/servers-screen";
import { asMember } from "@/lib/auth";
import { readServers } from "@/lib/guilds/read-guilds";
import { mayAct } from "@/lib/rights";

export const metadata: Metadata = { title: "Servers" };

type Props = { params: Promise<{ business: string }> };

export default async function ServersPage({ params }: Props) {
  const { business: slug } = await params;
  const { first, mayChange } = await asMember(slug, "viewer", async ({ tx, business, role }) => ({
    first: await readServers(tx, business.id),
    mayChange: mayAct(role, "admin"),
  }));
  return <ServersScreen slug={slug} first={first} mayChange={mayChange} />;
}
