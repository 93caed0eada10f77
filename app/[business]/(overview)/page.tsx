import { OverviewScreen } from "@/components/overview/overview-screen";
import { asMember } from "@/lib/auth";
import { env } from "@/lib/env";
import { readOverview } from "@/lib/overview/read-overview";

type Props = { params: Promise<{ business: string }> };

export default async function OverviewPage({ params }: Props) {
  const { business: slug } = await params;
  const first = await asMember(slug, "viewer", ({ tx, ...member }) => readOverview(tx, member));
  const { SANDBOX_URL } = env();
  return <OverviewScreen slug={slug} first={first} shopUrl={SANDBOX_URL ? `${SANDBOX_URL}/shop` : null} />;
}
