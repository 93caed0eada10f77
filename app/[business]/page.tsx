import { OverviewScreen } from "@/components/overview/overview-screen";
import { readOverviewScreen } from "@/components/overview/read-overview";
import { asMember } from "@/lib/auth";
import { env } from "@/lib/env";

type Props = { params: Promise<{ business: string }> };

export default async function OverviewPage({ params }: Props) {
  const { business: slug } = await params;
  const first = await asMember(slug, "viewer", ({ tx, ...member }) => readOverviewScreen(tx, member));
  const { SANDBOX_URL } = env();
  return <OverviewScreen slug={slug} first={first} shopUrl={SANDBOX_URL ? `${SANDBOX_URL}/shop` : null} />;
}
