import { OverviewScreen } from "@/components/overview/overview-screen";
import { asMember } from "@/lib/auth";
import { readOverview } from "@/lib/overview/read-overview";

type Props = { params: Promise<{ business: string }> };

export default async function OverviewPage({ params }: Props) {
  const { business: slug } = await params;
  const first = await asMember(slug, "viewer", ({ tx, ...member }) => readOverview(tx, member));
  return <OverviewScreen slug={slug} first={first} />;
}
